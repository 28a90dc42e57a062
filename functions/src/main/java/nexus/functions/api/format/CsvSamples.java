package nexus.functions.api.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.json.Json;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Timestamps;

/**
 * The long format of DCGM exporters, from which an ingest makes the very samples and facts again.
 * An instance has its GPU's index and its own number among the labels.
 */
final class CsvSamples implements SampleWriter {

  private static final String INSTANCE = "GPU_I_ID";

  /** Labels that have columns of their own. */
  private static final List<String> COLUMNS = List.of("container", "pod", "namespace");

  private static final String[] HEADER = {
    "timestamp",
    "metric_name",
    "gpu_id",
    "device",
    "uuid",
    "modelName",
    "Hostname",
    "container",
    "pod",
    "namespace",
    "value",
    "labels_raw"
  };

  private static final int METRIC = 1;
  private static final int VALUE = 10;

  private final CsvWriter csv;
  private final String[] row = new String[HEADER.length];
  private long timeMs = -1;

  CsvSamples(OutputStream to) {
    csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .build(new OutputStreamWriter(to, UTF_8));
    csv.writeRecord(HEADER);
  }

  @Override
  public void gpu(GpuId gpu, GpuFacts facts) {
    String instance = GpuId.instance(gpu.gpu());
    row[2] = GpuId.wholeGpu(gpu.gpu());
    row[3] = facts.device();
    row[4] = facts.uuid();
    row[5] = facts.model();
    row[6] = gpu.host();
    for (int i = 0; i < COLUMNS.size(); i++) {
      row[7 + i] = facts.labels().getOrDefault(COLUMNS.get(i), "");
    }
    row[VALUE + 1] = labels(facts, instance);
  }

  /** As Prometheus's exposition format writes labels. */
  private static String labels(GpuFacts facts, String instance) {
    List<String> pairs = new ArrayList<>();
    if (!facts.driver().isEmpty()) {
      pairs.add(pair("DCGM_FI_DRIVER_VERSION", facts.driver()));
    }
    Map<String, String> labels = new TreeMap<>(facts.labels());
    labels.remove(INSTANCE);
    if (!instance.isEmpty()) {
      labels.put(INSTANCE, instance);
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!COLUMNS.contains(label.getKey())) {
        pairs.add(pair(label.getKey(), label.getValue()));
      }
    }
    return String.join(",", pairs);
  }

  private static String pair(String name, String value) {
    return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public void sample(String metric, long atMs, double value) {
    if (atMs != timeMs) {
      timeMs = atMs;
      row[0] = Timestamps.format(atMs);
    }
    row[METRIC] = metric;
    row[VALUE] = Json.numberText(value);
    csv.writeRecord(row);
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
