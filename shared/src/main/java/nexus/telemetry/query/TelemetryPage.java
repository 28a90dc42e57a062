package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.List;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.MetricUnits;
import nexus.telemetry.model.Timestamps;

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
public record TelemetryPage(
    boolean success,
    Fleet.Gpu gpu,
    @JsonSerialize(using = TelemetryPage.RowsSerializer.class) List<MetricColumn> data,
    long count,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Missing> missing,
    String cursor) {

  public TelemetryPage {
    data = List.copyOf(data);
    missing = List.copyOf(missing);
  }

  static TelemetryPage of(Fleet.Gpu gpu, GpuSeries series) {
    List<MetricColumn> columns = columns(series);
    return new TelemetryPage(
        true,
        gpu,
        columns,
        columns.stream().mapToLong(MetricColumn::size).sum(),
        series.missing(),
        series.cursor());
  }

  static List<MetricColumn> columns(GpuSeries series) {
    return series.series().stream().map(GpuSeries.Series::points).toList();
  }

  static final class RowsSerializer extends JsonSerializer<List<MetricColumn>> {
    @Override
    public void serialize(
        List<MetricColumn> columns, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      PointRows.forEach(columns, (metric, time, value) -> write(json, metric, time, value));
      json.writeEndArray();
    }

    private static void write(JsonGenerator json, String metric, long timeMs, double value)
        throws IOException {
      json.writeStartObject();
      json.writeStringField("timestamp", Timestamps.format(timeMs));
      json.writeStringField("metric", metric);
      json.writeFieldName("value");
      Json.writeNumber(json, value);
      json.writeStringField("unit", MetricUnits.unit(metric));
      json.writeEndObject();
    }
  }
}
