package nexus.functions.api.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/** A JSON object a line, in each the sample and whose it is. */
final class NdjsonSamples implements SampleWriter {

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
    SampleJson.write(json, gpu, facts, metric, timeMs, value);
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
