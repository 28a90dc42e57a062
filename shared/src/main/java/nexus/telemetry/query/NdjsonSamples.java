package nexus.telemetry.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricUnits;
import nexus.telemetry.model.Timestamps;

/** A JSON object a line, in each the sample and whose it is. */
final class NdjsonSamples implements SampleSink {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;
  private GpuId gpu;
  private GpuFacts facts;
  private boolean any;

  NdjsonSamples(OutputStream to) throws IOException {
    json = JSON.createGenerator(to);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
  }

  @Override
  public void gpu(GpuId newGpu, GpuFacts newFacts) {
    gpu = newGpu;
    facts = newFacts;
  }

  @Override
  public void sample(String metric, long timeMs, double value) throws IOException {
    any = true;
    write(json, gpu, facts, metric, timeMs, value);
  }

  /** Writes a sample and whose it is as an object. */
  static void write(
      JsonGenerator json, GpuId gpu, GpuFacts facts, String metric, long timeMs, double value)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("timestamp", Timestamps.format(timeMs));
    json.writeStringField("hostname", gpu.host());
    json.writeStringField("gpu_id", gpu.gpu());
    json.writeStringField("uuid", facts.uuid());
    json.writeStringField("device", facts.device());
    json.writeStringField("modelName", facts.model());
    json.writeStringField("metric", metric);
    json.writeFieldName("value");
    Json.writeNumber(json, value);
    json.writeStringField("unit", MetricUnits.unit(metric));
    json.writeEndObject();
  }

  /** Ends the last line too. */
  @Override
  public void end() throws IOException {
    if (any) {
      json.writeRaw('\n');
    }
    json.flush();
  }
}
