package nexus.telemetry.query.latest;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.Kind;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * Adds up a cluster's newest values, host by host. A GPU or an instance that has gone is counted,
 * and is in no other figure.
 */
final class HostFold {

  /** In the names of metrics whose values are numbers of errors, which is no kind of a field. */
  private static final String XID = "XID";

  private final SortedMap<String, Long> models = new TreeMap<>();
  private final Map<String, MetricFold> metrics = new HashMap<>();
  private final Map<String, Boolean> figured = new HashMap<>();
  private final Map<GpuStatus, Long> gpus = new EnumMap<>(GpuStatus.class);
  private final long staleBeforeMs;

  private HostFold(long staleBeforeMs) {
    this.staleBeforeMs = staleBeforeMs;
  }

  /**
   * The figures of all that is there.
   *
   * @param staleBeforeMs what has no sample of this time or later has gone, epoch milliseconds
   */
  static HostFigures of(Places places, long staleBeforeMs) {
    HostFold fold = new HostFold(staleBeforeMs);
    places.hosts().forEach(fold::add);
    SortedMap<String, HostFigures.Metric> metrics = new TreeMap<>();
    fold.metrics.forEach((metric, values) -> metrics.put(metric, values.result()));
    return new HostFigures(places.count(), fold.gpus, places.moved().size(), fold.models, metrics);
  }

  private void add(HostLatest host) {
    for (Gpu gpu : host.gpus()) {
      if (gpu.newestMs() >= staleBeforeMs) {
        addValues(host.host(), gpu);
      }
    }
    WholeGpu.of(host, staleBeforeMs).forEach(this::count);
  }

  private void addValues(String host, Gpu gpu) {
    for (LatestSample sample : gpu.samples()) {
      if (figured.computeIfAbsent(sample.metric(), HostFold::hasFigures)) {
        metrics.computeIfAbsent(sample.metric(), MetricFold::new).add(host, gpu, sample.value());
      }
    }
  }

  /** The mean of masks, of numbers of errors, or of counters says nothing. */
  private static boolean hasFigures(String series) {
    String metric = SeriesName.metricOf(series);
    return !metric.contains(XID)
        && Fields.stored(metric).map(Field::kind).filter(kind -> kind != Kind.GAUGE).isEmpty();
  }

  private void count(WholeGpu whole) {
    gpus.merge(whole.status(), 1L, Long::sum);
    models.merge(whole.modelOrUnknown(), 1L, Long::sum);
  }
}
