package nexus.functions.promql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two hours of six GPUs, with gaps, late beginnings, counters that start anew, a pod that follows
 * another, and an instance: the same as CSV for us and as OpenMetrics for Prometheus.
 */
final class JudgedData {

  static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  static final long END_MS = START_MS + 7_200_000;

  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,"
          + "labels_raw\n";

  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_SM_CLOCK",
          "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
          "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
          "DCGM_FI_DEV_XID_ERRORS");

  /** A sample. */
  record Point(long timeMs, String value) {}

  private final SortedMap<String, SortedMap<String, List<Point>>> byMetric = new TreeMap<>();
  private final StringBuilder csv = new StringBuilder(HEADER);
  private final Random random = new Random(42);

  JudgedData() {
    for (String host : List.of("node-a", "node-b", "node-c")) {
      for (int gpu = 0; gpu < 2; gpu++) {
        for (String metric : METRICS) {
          add(host, gpu, metric);
        }
      }
    }
  }

  private void add(String host, int gpu, String metric) {
    double level = random.nextInt(60) + 20;
    double energy = 1e9 + random.nextInt(1_000_000);
    for (long at = 0; at <= 7_200_000; at += 15_000) {
      level = Math.max(0, Math.min(100, level + random.nextInt(9) - 4));
      energy += 4_000_000 + random.nextInt(100_000);
      if (at == 3_300_000 && host.equals("node-a")) {
        energy = random.nextInt(1000);
      }
      boolean silent = host.equals("node-b") && gpu == 1 && at > 2_400_000 && at < 3_600_000;
      boolean early = metric.equals("DCGM_FI_DEV_SM_CLOCK") && gpu == 1 && at < 1_800_000;
      boolean lost = random.nextInt(40) == 0;
      if (!silent && !early && !lost) {
        long jitter = host.equals("node-c") ? random.nextInt(600) : 0;
        add(host, gpu, metric, START_MS + at + jitter, value(metric, level, energy));
      }
    }
  }

  private String value(String metric, double level, double energy) {
    return switch (metric) {
      case "DCGM_FI_DEV_POWER_USAGE" ->
          Double.toString(Math.round((level * 6 + random.nextDouble()) * 1000) / 1000.0);
      case "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE" -> Double.toString(Math.round(level * 1e4) / 1e6);
      case "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION" -> Long.toString((long) energy);
      case "DCGM_FI_DEV_FB_USED" -> Long.toString(((long) level) * 800);
      case "DCGM_FI_DEV_SM_CLOCK" -> Long.toString(1000 + ((long) level) * 15);
      case "DCGM_FI_DEV_XID_ERRORS" -> level > 60 ? "31" : level > 40 ? "48" : "0";
      default -> Long.toString((long) level);
    };
  }

  private void add(String host, int gpu, String metric, long timeMs, String value) {
    String uuid = "GPU-" + host + "-" + gpu;
    String model = host.equals("node-b") ? "NVIDIA A100" : "NVIDIA H100 80GB HBM3";
    String instance = host.equals("node-c") && gpu == 1 ? "3" : "";
    boolean worked = host.equals("node-a") && gpu == 0;
    String pod = !worked ? "" : timeMs < START_MS + 3_600_000 ? "train-1" : "train-2";
    String namespace = worked ? "ml" : "";
    csv.append(Instant.ofEpochMilli(timeMs)).append(',');
    csv.append(
        String.join(
            ",",
            metric,
            Integer.toString(gpu),
            "nvidia" + gpu,
            uuid,
            model,
            host,
            "",
            pod,
            namespace,
            value,
            instance.isEmpty() ? "" : "\"GPU_I_ID=\"\"" + instance + "\"\"\""));
    csv.append('\n');
    TreeMap<String, String> labels = new TreeMap<>();
    labels.put("Hostname", host);
    labels.put("instance", host);
    labels.put("cluster", "judged");
    labels.put("gpu", Integer.toString(gpu));
    labels.put("device", "nvidia" + gpu);
    labels.put("UUID", uuid);
    labels.put("modelName", model);
    labels.put("pod", pod);
    labels.put("namespace", namespace);
    labels.put("GPU_I_ID", instance);
    labels.values().removeIf(String::isEmpty);
    StringBuilder series = new StringBuilder();
    labels.forEach(
        (name, text) ->
            series.append(series.isEmpty() ? "" : ",").append(name + "=\"" + text + "\""));
    byMetric
        .computeIfAbsent(metric, first -> new TreeMap<>())
        .computeIfAbsent(series.toString(), first -> new ArrayList<>())
        .add(new Point(timeMs, value));
  }

  /** For us. */
  String csv() {
    return csv.toString();
  }

  /** For Prometheus. */
  String openMetrics() {
    StringBuilder text = new StringBuilder();
    byMetric.forEach(
        (metric, all) ->
            all.forEach(
                (series, points) ->
                    points.forEach(
                        point ->
                            text.append(metric + "{" + series + "} " + point.value() + " ")
                                .append("%.3f%n".formatted(point.timeMs() / 1000.0)))));
    return text + "# EOF\n";
  }

  /** By metric and then by labels, as they are written. */
  SortedMap<String, SortedMap<String, List<Point>>> byMetric() {
    return Collections.unmodifiableSortedMap(byMetric);
  }
}
