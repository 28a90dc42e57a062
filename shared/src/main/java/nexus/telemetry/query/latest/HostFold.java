package nexus.telemetry.query.latest;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/**
 * Adds up a cluster's newest values, host by host. A GPU or an instance that has gone is counted,
 * and is in no other figure.
 */
final class HostFold {

  private final SortedMap<String, Long> models = new TreeMap<>();
  private final Map<String, MetricFold> metrics = new HashMap<>();
  private final Map<GpuStatus, Long> gpus = new EnumMap<>(GpuStatus.class);
  private final long staleBeforeMs;

  private HostFold(long staleBeforeMs) {
    this.staleBeforeMs = staleBeforeMs;
  }

  /**
   * The figures of all these hosts.
   *
   * @param staleBeforeMs what has no sample of this time or later has gone, epoch milliseconds
   */
  static HostFigures of(Collection<HostLatest> hosts, long staleBeforeMs) {
    HostFold fold = new HostFold(staleBeforeMs);
    hosts.forEach(fold::add);
    SortedMap<String, HostFigures.Metric> metrics = new TreeMap<>();
    fold.metrics.forEach((metric, values) -> metrics.put(metric, values.result()));
    return new HostFigures(hosts.size(), fold.gpus, fold.models, metrics);
  }

  private void add(HostLatest host) {
    for (Gpu gpu : host.gpus()) {
      if (WholeGpu.newestMs(gpu) >= staleBeforeMs) {
        addValues(host.host(), gpu);
      }
    }
    WholeGpu.of(host, staleBeforeMs).forEach(this::count);
  }

  private void addValues(String host, Gpu gpu) {
    for (LatestSample sample : gpu.samples()) {
      metrics.computeIfAbsent(sample.metric(), MetricFold::new).add(host, gpu, sample.value());
    }
  }

  private void count(WholeGpu whole) {
    gpus.merge(whole.status(), 1L, Long::sum);
    models.merge(whole.modelOrUnknown(), 1L, Long::sum);
  }
}
