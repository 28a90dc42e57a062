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
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.Timestamps;

/**
 * The long format of DCGM exporters, from which an ingest makes the very samples and facts again.
 * An instance has its GPU's index and its own number among the labels.
 */
final class CsvSamples implements SampleWriter {

  private static final String INSTANCE = "GPU_I_ID";
  private static final String DRIVER = "DCGM_FI_DRIVER_VERSION";

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
  private static final int LABELS_FROM = 7;
  private static final int VALUE = 10;
  private static final int LABELS = 11;

  private final CsvWriter csv;
  private final String[] row = new String[HEADER.length];
  private final Map<String, String> labels = new TreeMap<>();

  /** A row with the GPU's labels alone; null while it is not made. */
  private String[] plain;

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
    row[2] = GpuId.wholeGpu(gpu.gpu());
    row[3] = facts.device();
    row[4] = facts.uuid();
    row[5] = facts.model();
    row[6] = gpu.host();
    labels.clear();
    labels.putAll(facts.labels());
    labels.remove(INSTANCE);
    if (!facts.driver().isEmpty()) {
      labels.put(DRIVER, facts.driver());
    }
    if (!GpuId.instance(gpu.gpu()).isEmpty()) {
      labels.put(INSTANCE, GpuId.instance(gpu.gpu()));
    }
    plain = null;
  }

  /** Writes the labels of a row: some have columns of their own, the others are one text. */
  private void label(Map<String, String> all) {
    for (int i = 0; i < COLUMNS.size(); i++) {
      row[LABELS_FROM + i] = all.getOrDefault(COLUMNS.get(i), "");
    }
    row[LABELS] = text(all);
  }

  /** As Prometheus's exposition format writes labels. */
  private static String text(Map<String, String> labels) {
    List<String> pairs = new ArrayList<>();
    if (labels.containsKey(DRIVER)) {
      pairs.add(pair(DRIVER, labels.get(DRIVER)));
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!COLUMNS.contains(label.getKey()) && !label.getKey().equals(DRIVER)) {
        pairs.add(pair(label.getKey(), label.getValue()));
      }
    }
    return String.join(",", pairs);
  }

  private static String pair(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  @Override
  public void sample(String series, long atMs, double value) {
    if (atMs != timeMs) {
      timeMs = atMs;
      row[0] = Timestamps.format(atMs);
    }
    if (!SeriesName.hasLabels(series)) {
      row[METRIC] = series;
      if (plain == null) {
        label(labels);
        plain = row.clone();
      }
      System.arraycopy(plain, LABELS_FROM, row, LABELS_FROM, COLUMNS.size());
      row[LABELS] = plain[LABELS];
    } else {
      SeriesName name = SeriesName.of(series);
      row[METRIC] = name.metric();
      Map<String, String> all = new TreeMap<>(labels);
      all.putAll(name.labels());
      label(all);
    }
    row[VALUE] = Json.numberText(value);
    csv.writeRecord(row);
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
