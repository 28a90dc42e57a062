package nexus.functions.api.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.Timestamps;

/** The one form in which a single sample is a JSON object. */
public final class SampleJson {

  private SampleJson() {}

  /**
   * Writes a sample: {@code timestamp}, {@code metric}, {@code labels} where they tell the series
   * from others of its metric, {@code value}, {@code unit}.
   */
  public static void write(JsonGenerator json, String metric, long timeMs, double value)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("timestamp", Timestamps.format(timeMs));
    end(json, metric, value);
  }

  /** Writes a sample and, behind its time, whose it is. */
  public static void write(
      JsonGenerator json, GpuId gpu, GpuFacts facts, String metric, long timeMs, double value)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("timestamp", Timestamps.format(timeMs));
    json.writeStringField("hostname", gpu.host());
    json.writeStringField("gpu_id", gpu.gpu());
    json.writeStringField("uuid", facts.uuid());
    json.writeStringField("device", facts.device());
    json.writeStringField("modelName", facts.model());
    end(json, metric, value);
  }

  private static void writeLabels(JsonGenerator json, SeriesName series) throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  private static void end(JsonGenerator json, String series, double value) throws IOException {
    json.writeStringField("metric", SeriesName.metricOf(series));
    if (SeriesName.hasLabels(series)) {
      writeLabels(json, SeriesName.of(series));
    }
    json.writeFieldName("value");
    Json.writeNumber(json, value);
    json.writeStringField("unit", Fields.unit(SeriesName.metricOf(series)));
    json.writeEndObject();
  }
}
