package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import nexus.telemetry.model.MetricColumn;

/**
 * One page of one GPU's samples.
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
public record GpuSeries(
    String cluster,
    String host,
    String gpu,
    String uuid,
    String device,
    String model,
    String from,
    String to,
    List<Series> series,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Missing> missing,
    String cursor) {

  public GpuSeries {
    series = List.copyOf(series);
    missing = List.copyOf(missing);
  }

  /**
   * Points of one metric.
   *
   * @param metric metric name
   * @param unit its unit, or empty
   * @param points the points, as JSON {@code [[epochMs, value], …]}, ascending by time; of a
   *     bucket, the time is its start
   */
  public record Series(
      String metric,
      String unit,
      @JsonSerialize(using = PointsSerializer.class) MetricColumn points) {}
}
