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
import java.util.Optional;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.Kind;
import nexus.telemetry.query.stats.ClusterMetrics;
import nexus.telemetry.query.stats.ClusterMetrics.Reading;
import nexus.telemetry.query.stats.ClusterMetrics.Source;

/**
 * Newest values under the names and labels of dcgm-exporter, with the cluster besides: {@code
 * DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-…",device="nvidia0",modelName="…",Hostname="…",
 * cluster="…"}}, of a MIG instance with {@code GPU_I_ID}. Or, where asked for, under the names of
 * newer releases, and in their units.
 *
 * <p>What dcgm-exporter calls a counter has no type here unless its name ends in {@code _total}:
 * otherwise the name could not be kept.
 */
final class GpuFamilies {

  private final ClusterMetrics cluster;
  private final boolean newNames;
  private final IdentityHashMap<Source, Labels> labels = new IdentityHashMap<>();

  private GpuFamilies(ClusterMetrics cluster, boolean newNames) {
    this.cluster = cluster;
    this.newNames = newNames;
  }

  /**
   * Adds a family for each metric; of several that Prometheus would know by one name, the one whose
   * own it is, or the first. How many are left out for that is told as a metric, too.
   */
  static void add(ClusterMetrics cluster, boolean newNames, Families to) {
    GpuFamilies families = new GpuFamilies(cluster, newNames);
    int leftOut = 0;
    for (boolean own : List.of(true, false)) {
      for (Map.Entry<String, List<Reading>> metric : cluster.newest().entrySet()) {
        String told = families.told(metric.getKey());
        String name = MetricNames.of(told);
        if (name.equals(told) == own
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

  private String told(String stored) {
    Optional<Field> field = newNames ? Fields.stored(stored) : Optional.empty();
    return field.map(Field::newName).orElse(stored);
  }

  private MetricSnapshot family(String stored, String name, List<Reading> readings) {
    Optional<Field> field = Fields.stored(stored);
    List<Reading> told = newNames && field.isPresent() ? renewed(field.get(), readings) : readings;
    String help = field.map(this::help).orElse("Newest value of " + stored + ".");
    if (name.endsWith(MetricNames.TOTAL)) {
      return counter(new MetricMetadata(MetricNames.base(name), help), told);
    }
    MetricMetadata metadata = new MetricMetadata(name, help);
    Optional<Kind> kind = field.map(Field::kind);
    boolean gauge = kind.filter(one -> one == Kind.GAUGE || one == Kind.STATE).isPresent();
    return gauge ? gauge(metadata, told) : unknown(metadata, told);
  }

  private static List<Reading> renewed(Field field, List<Reading> readings) {
    return readings.stream()
        .map(one -> new Reading(one.source(), one.labels(), field.underNewName(one.value())))
        .toList();
  }

  private String help(Field field) {
    String unit = newNames ? field.newUnit() : field.unit();
    return field.shown()
        + (unit.isEmpty() ? "" : " (in " + unit + ")")
        + (field.kind() == Kind.COUNTER ? ", a counter." : ".");
  }

  /** Without negative values, which no counter has. */
  private MetricSnapshot counter(MetricMetadata metadata, List<Reading> readings) {
    List<CounterDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      if (reading.value() >= 0) {
        points.add(new CounterDataPointSnapshot(reading.value(), labels(reading), null, 0));
      }
    }
    return new CounterSnapshot(metadata, points);
  }

  private MetricSnapshot gauge(MetricMetadata metadata, List<Reading> readings) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      points.add(new GaugeDataPointSnapshot(reading.value(), labels(reading), null));
    }
    return new GaugeSnapshot(metadata, points);
  }

  private MetricSnapshot unknown(MetricMetadata metadata, List<Reading> readings) {
    List<UnknownDataPointSnapshot> points = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      points.add(new UnknownDataPointSnapshot(reading.value(), labels(reading), null));
    }
    return new UnknownSnapshot(metadata, points);
  }

  private Labels labels(Reading reading) {
    Labels all = labels.computeIfAbsent(reading.source(), this::make);
    for (Map.Entry<String, String> label : reading.labels().entrySet()) {
      all = all.contains(label.getKey()) ? all : all.add(label.getKey(), label.getValue());
    }
    return all;
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
