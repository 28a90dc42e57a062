package nexus.functions.api.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.List;
import nexus.functions.api.GpuAnswer;
import nexus.functions.api.format.SampleJson;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.query.fleet.Fleet;
import nexus.telemetry.query.series.PointRows;
import nexus.telemetry.query.series.SeriesPage;

/**
 * One page of one GPU's samples, sample by sample.
 *
 * @param success true; an error has another form
 * @param gpu the GPU
 * @param data the samples by time and metric, as JSON {@code {timestamp, metric, value, unit}} each
 * @param count how many they are
 * @param missing times of this page of which samples may be missing, because a block cannot be
 *     read; left out when there are none
 * @param cursor where the next page continues; null at the end
 */
public record TelemetryAnswer(
    boolean success,
    GpuAnswer gpu,
    @JsonSerialize(using = RowsSerializer.class) List<MetricColumn> data,
    long count,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MissingTimes> missing,
    String cursor) {

  public TelemetryAnswer {
    data = List.copyOf(data);
    missing = List.copyOf(missing);
  }

  static TelemetryAnswer of(Fleet.Gpu gpu, SeriesPage page, String cursor) {
    return new TelemetryAnswer(
        true, GpuAnswer.of(gpu), page.columns(), page.size(), MissingTimes.of(page), cursor);
  }

  /** Writes columns as the samples they hold, by time and metric. */
  static final class RowsSerializer extends JsonSerializer<List<MetricColumn>> {
    @Override
    public void serialize(
        List<MetricColumn> columns, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      PointRows.forEach(
          columns, (metric, time, value) -> SampleJson.write(json, metric, time, value));
      json.writeEndArray();
    }
  }
}
