package nexus.telemetry.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * The stored form of {@link HostLatest}: one table a host, a row a GPU, a column a metric.
 *
 * <pre>
 * {"v":1,"host":"node-1",
 *  "metrics":["DCGM_FI_DEV_GPU_TEMP","DCGM_FI_DEV_GPU_UTIL"],
 *  "gpus":[
 *   {"gpu":"0","uuid":"GPU-5fd4f087","device":"nvidia0","model":"NVIDIA H100 80GB HBM3",
 *    "t":1752845053000,"x":[41,97]},
 *   {"gpu":"1","uuid":"","device":"","model":"",
 *    "t":[1752845053000,null],"x":[40.5,null]}]}
 * </pre>
 *
 * <p>{@code t}, epoch milliseconds, is one number when all of a GPU's newest samples were taken
 * together, else one a metric. {@code null} stands where a GPU has no sample of a metric.
 */
public final class HostLatestCodec {

  private static final long VERSION = 1;

  private HostLatestCodec() {}

  /** The stored form. */
  public static byte[] encode(HostLatest latest) {
    return Json.write(json -> write(json, latest));
  }

  /**
   * The newest values in a stored value.
   *
   * @throws UnreadableException when there are none, or they are of another version
   */
  public static HostLatest decode(byte[] value) {
    return Json.read(value, json -> new HostLatestReader().read(json, VERSION));
  }

  private static void write(JsonGenerator json, HostLatest latest) throws IOException {
    List<String> metrics = metrics(latest);
    json.writeStartObject();
    json.writeNumberField("v", VERSION);
    json.writeStringField("host", latest.host());
    json.writeArrayFieldStart("metrics");
    for (String metric : metrics) {
      json.writeString(metric);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("gpus");
    for (Gpu gpu : latest.gpus()) {
      writeGpu(json, gpu, metrics);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static List<String> metrics(HostLatest latest) {
    TreeSet<String> metrics = new TreeSet<>();
    for (Gpu gpu : latest.gpus()) {
      for (LatestSample sample : gpu.samples()) {
        metrics.add(sample.metric());
      }
    }
    return List.copyOf(metrics);
  }

  private static void writeGpu(JsonGenerator json, Gpu gpu, List<String> metrics)
      throws IOException {
    List<LatestSample> row = row(gpu, metrics);
    json.writeStartObject();
    json.writeStringField("gpu", gpu.gpu());
    json.writeStringField("uuid", gpu.uuid());
    json.writeStringField("device", gpu.device());
    json.writeStringField("model", gpu.model());
    writeTimes(json, gpu.samples(), row);
    json.writeArrayFieldStart("x");
    for (LatestSample sample : row) {
      if (sample == null) {
        json.writeNull();
      } else {
        Json.writeNumber(json, sample.value());
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTimes(
      JsonGenerator json, List<LatestSample> samples, List<LatestSample> row) throws IOException {
    json.writeFieldName("t");
    if (!samples.isEmpty()
        && samples.stream().allMatch(sample -> sample.timeMs() == samples.get(0).timeMs())) {
      json.writeNumber(samples.get(0).timeMs());
      return;
    }
    json.writeStartArray();
    for (LatestSample sample : row) {
      if (sample == null) {
        json.writeNull();
      } else {
        json.writeNumber(sample.timeMs());
      }
    }
    json.writeEndArray();
  }

  /** The GPU's sample of each metric, null where it has none. */
  private static List<LatestSample> row(Gpu gpu, List<String> metrics) {
    List<LatestSample> row = new ArrayList<>(metrics.size());
    int next = 0;
    for (String metric : metrics) {
      boolean has = next < gpu.samples().size() && gpu.samples().get(next).metric().equals(metric);
      row.add(has ? gpu.samples().get(next++) : null);
    }
    if (next < gpu.samples().size()) {
      throw new IllegalArgumentException("metrics of GPU " + gpu.gpu() + " do not ascend");
    }
    return row;
  }
}
