package nexus.functions.api.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.SortedMap;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.series.SeriesPage;

/**
 * One page of one GPU's samples, series by series.
 *
 * @param cluster the cluster
 * @param host host name
 * @param gpu index on the host
 * @param uuid UUID, or empty
 * @param device device name, or empty
 * @param model product name, or empty
 * @param from start of the range, inclusive, RFC 3339; null for newest values
 * @param to end of the range, exclusive, RFC 3339; null for newest values
 * @param series one entry a metric that has points on this page, ascending by metric name
 * @param missing times of this page of which samples may be missing, because a block cannot be
 *     read; left out when there are none
 * @param cursor where the next page continues; null at the end
 */
public record SeriesAnswer(
    String cluster,
    String host,
    String gpu,
    String uuid,
    String device,
    String model,
    String from,
    String to,
    List<Series> series,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MissingTimes> missing,
    String cursor) {

  public SeriesAnswer {
    series = List.copyOf(series);
    missing = List.copyOf(missing);
  }

  /**
   * Points of one series.
   *
   * @param metric metric name
   * @param labels what tells the series from others of its metric; left out when there is none
   * @param unit its unit, or empty
   * @param points the points, as JSON {@code [[epochMs, value], …]}, ascending by time; of a step,
   *     the time is its start
   */
  public record Series(
      String metric,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, String> labels,
      String unit,
      @JsonSerialize(using = PointsSerializer.class) MetricColumn points) {

    static Series of(MetricColumn points) {
      SeriesName name = SeriesName.of(points.metric());
      return new Series(name.metric(), name.labels(), Fields.unit(name.metric()), points);
    }
  }

  /**
   * What is told of a page.
   *
   * @param cursor for the page behind; null at the end
   */
  public static SeriesAnswer of(SeriesPage page, String cursor) {
    return new SeriesAnswer(
        page.request().cluster(),
        page.gpu().host(),
        page.gpu().gpu(),
        page.facts().uuid(),
        page.facts().device(),
        page.facts().model(),
        page.request().range().map(TimeRange::fromMs).map(Timestamps::format).orElse(null),
        page.request().range().map(TimeRange::toMs).map(Timestamps::format).orElse(null),
        page.columns().stream().map(Series::of).toList(),
        MissingTimes.of(page),
        cursor);
  }
}
