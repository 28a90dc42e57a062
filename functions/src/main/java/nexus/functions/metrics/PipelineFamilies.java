package nexus.functions.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.stats.ClusterMetrics;
import nexus.telemetry.query.stats.DrainFigures;
import nexus.telemetry.query.stats.IngestFigures;
import nexus.telemetry.query.stats.QueueFigures;
import nexus.telemetry.query.stats.StoreFigures;

/**
 * The pipeline's own figures. They are the cluster's, read from etcd: every process tells the same,
 * so nobody must add them up over processes, and every HELP line says so.
 */
final class PipelineFamilies {

  /** Alarms that etcd can raise; told of as 0 while they are not. */
  private static final List<String> ALARMS = List.of("CORRUPT", "NOSPACE");

  private static final String SAME = " Of the cluster: the same in every process.";
  private static final String SAME_STORE = " Of etcd: the same in every process.";

  private final Families to;
  private final String cluster;

  private PipelineFamilies(Families to, String cluster) {
    this.to = to;
    this.cluster = cluster;
  }

  /** Adds a cluster's figures; those that cannot be known are absent. */
  static void add(ClusterMetrics told, Families to) {
    PipelineFamilies families = new PipelineFamilies(to, told.cluster());
    families.queue(told.queue());
    told.ingest().ifPresent(families::ingest);
    told.drain().ifPresent(families::drain);
    families.fleet(told);
    families.etcd(told.store());
  }

  private void queue(QueueFigures queue) {
    gauge("nexus_queue_messages", "Messages that are not stored yet.", (double) queue.messages());
    gauge(
        "nexus_queue_oldest_age_seconds",
        "Time since the oldest message that waits was published; 0 when none waits.",
        queue.oldestAgeMs() / 1e3);
    gauge(
        "nexus_dead_letters",
        "Messages, blocks and values set aside.",
        (double) queue.deadLetters());
  }

  private void ingest(IngestFigures ingest) {
    counters(
        "nexus_ingest_values",
        "Values ingested: accepted and queued, missing, rejected, or expired on arrival.",
        "result",
        Map.of(
            "accepted", ingest.accepted(),
            "missing", ingest.missing(),
            "rejected", ingest.rejected(),
            "expired", ingest.expired()));
    counter("nexus_ingest_rows", "Rows of CSV read.", ingest.rows());
    counter("nexus_ingest_uploads", "Captures ingested.", ingest.uploads());
  }

  private void drain(DrainFigures drain) {
    counters(
        "nexus_drain_samples",
        "Samples stored: added, in the place of another value, or there already.",
        "result",
        Map.of(
            "added", drain.added(),
            "overwritten", drain.overwritten(),
            "unchanged", drain.unchanged()));
  }

  private void fleet(ClusterMetrics told) {
    GaugeSnapshot.Builder gpus = GaugeSnapshot.builder().name("nexus_gpus");
    gpus.help("Whole GPUs: busy, idle, or stale as nothing new came of them." + SAME);
    for (GpuStatus status : GpuStatus.values()) {
      Labels labels = Labels.of("cluster", cluster, "status", status.word());
      gpus.dataPoint(new GaugeDataPointSnapshot((double) told.gpus().get(status), labels, null));
    }
    to.add(gpus.build());
    gauge(
        "nexus_hosts",
        "Hosts that have sent samples, without those that all of their GPUs have left.",
        (double) told.hosts());
    gauge(
        "nexus_unreadable", "Hosts and counters that cannot be read.", (double) told.unreadable());
  }

  /** Where etcd keeps its state to some users, its size is told as 0, and alarms are not known. */
  private void etcd(StoreFigures store) {
    to.add(
        plain("nexus_etcd_quota_bytes", "Size that etcd's database may grow to, as configured.")
            .dataPoint(new GaugeDataPointSnapshot((double) store.quotaBytes(), Labels.EMPTY, null))
            .build());
    if (store.dbSizeBytes() == 0) {
      return;
    }
    to.add(
        plain("nexus_etcd_db_size_bytes", "Size of etcd's database." + SAME_STORE)
            .dataPoint(new GaugeDataPointSnapshot((double) store.dbSizeBytes(), Labels.EMPTY, null))
            .build());
    TreeSet<String> names = new TreeSet<>(store.alarms());
    names.addAll(ALARMS);
    GaugeSnapshot.Builder alarms =
        plain("nexus_etcd_alarm", "Whether etcd raises an alarm, 1 or 0." + SAME_STORE);
    for (String alarm : names) {
      double raised = store.alarms().contains(alarm) ? 1 : 0;
      alarms.dataPoint(new GaugeDataPointSnapshot(raised, Labels.of("alarm", alarm), null));
    }
    to.add(alarms.build());
  }

  private static GaugeSnapshot.Builder plain(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private void gauge(String name, String help, double value) {
    Labels labels = Labels.of("cluster", cluster);
    to.add(
        plain(name, help + SAME)
            .dataPoint(new GaugeDataPointSnapshot(value, labels, null))
            .build());
  }

  private void counter(String name, String help, long value) {
    to.add(
        CounterSnapshot.builder()
            .name(name)
            .help(help + SAME)
            .dataPoint(point(value, Labels.of("cluster", cluster)))
            .build());
  }

  private void counters(String name, String help, String label, Map<String, Long> values) {
    CounterSnapshot.Builder counters = CounterSnapshot.builder().name(name).help(help + SAME);
    new TreeMap<>(values)
        .forEach(
            (word, value) ->
                counters.dataPoint(point(value, Labels.of("cluster", cluster, label, word))));
    to.add(counters.build());
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(long value, Labels labels) {
    return new CounterSnapshot.CounterDataPointSnapshot((double) value, labels, null, 0);
  }
}
