package nexus.functions.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.query.stats.ClusterMetrics;
import nexus.telemetry.query.stats.ClusterMetrics.Reading;
import nexus.telemetry.query.stats.ClusterMetrics.Source;

/**
 * Newest values under the names and labels of dcgm-exporter, with the cluster besides: {@code
 * DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-…",device="nvidia0",modelName="…",Hostname="…",
 * cluster="…"}}, of a MIG instance with {@code GPU_I_ID}.
 *
 * <p>What dcgm-exporter calls a counter has no type here unless its name ends in {@code _total}:
 * otherwise the name could not be kept.
 */
final class GpuFamilies {

  private final ClusterMetrics cluster;
  private final IdentityHashMap<Source, Labels> labels = new IdentityHashMap<>();

  private GpuFamilies(ClusterMetrics cluster) {
    this.cluster = cluster;
  }

  /**
   * Adds a family for each metric; of several that Prometheus would know by one name, the one whose
   * own it is, or the first. How many are left out for that is told as a metric, too.
   */
  static void add(ClusterMetrics cluster, Families to) {
    GpuFamilies families = new GpuFamilies(cluster);
    int leftOut = 0;
    for (boolean own : List.of(true, false)) {
      for (Map.Entry<String, List<Reading>> metric : cluster.newest().entrySet()) {
        String name = MetricNames.of(metric.getKey());
        if (name.equals(metric.getKey()) == own
            && !to.add(families.family(metric.getKey(), name, metric.getValue()))) {
          leftOut++;
        }
      }
    }
    to.add(
        GaugeSnapshot.builder()
            .name("nexus_metrics_left_out")
            .help("Stored metrics that are not told here, as others have their names.")
            .dataPoint(new GaugeDataPointSnapshot(leftOut, cluster(cluster), null))
            .build());
  }

  private static Labels cluster(ClusterMetrics told) {
    return Labels.of("cluster", told.cluster());
  }

  private MetricSnapshot family(String stored, String name, List<Reading> readings) {
    DcgmMetric known = DcgmMetric.of(stored);
    if (name.endsWith(MetricNames.TOTAL)) {
      return counter(new MetricMetadata(MetricNames.base(name), known.help()), readings);
    }
    MetricMetadata metadata = new MetricMetadata(name, known.help());
    return known.gauge() ? gauge(metadata, readings) : unknown(metadata, readings);
  }

  /** Without negative values, which no counter has. */
  private MetricSnapshot counter(MetricMetadata metadata, List<Reading> readings) {
    List<CounterDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      if (reading.value() >= 0) {
        points.add(
            new CounterDataPointSnapshot(reading.value(), labels(reading.source()), null, 0));
      }
    }
    return new CounterSnapshot(metadata, points);
  }

  private MetricSnapshot gauge(MetricMetadata metadata, List<Reading> readings) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      points.add(new GaugeDataPointSnapshot(reading.value(), labels(reading.source()), null));
    }
    return new GaugeSnapshot(metadata, points);
  }

  private MetricSnapshot unknown(MetricMetadata metadata, List<Reading> readings) {
    List<UnknownDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      points.add(new UnknownDataPointSnapshot(reading.value(), labels(reading.source()), null));
    }
    return new UnknownSnapshot(metadata, points);
  }

  private Labels labels(Source source) {
    return labels.computeIfAbsent(source, this::make);
  }

  private Labels make(Source source) {
    Labels whole =
        Labels.of(
            "gpu", source.gpu(),
            "UUID", source.uuid(),
            "device", source.device(),
            "modelName", source.model(),
            "Hostname", source.host(),
            "cluster", cluster.cluster());
    return source.instance().isEmpty() ? whole : whole.add("GPU_I_ID", source.instance());
  }
}
