package nexus.telemetry.query.latest;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/** Adds up a cluster's newest values, host by host. */
final class HostFold {

  private final SortedMap<String, Long> models = new TreeMap<>();
  private final Map<String, MetricFold> metrics = new HashMap<>();
  private long[] newestMs = new long[64];
  private int gpus;
  private long idle;

  private HostFold() {}

  /** The figures of all these hosts. */
  static HostFigures of(Collection<HostLatest> hosts) {
    HostFold fold = new HostFold();
    hosts.forEach(fold::add);
    SortedMap<String, HostFigures.Metric> metrics = new TreeMap<>();
    fold.metrics.forEach((metric, values) -> metrics.put(metric, values.result()));
    long[] newestMs = Arrays.copyOf(fold.newestMs, fold.gpus);
    Arrays.sort(newestMs);
    return new HostFigures(hosts.size(), newestMs, fold.models, fold.idle, metrics);
  }

  private void add(HostLatest host) {
    Map<String, WholeGpu> wholes = new LinkedHashMap<>();
    for (Gpu gpu : host.gpus()) {
      addGpu(host.host(), gpu, WholeGpu.find(wholes, gpu));
    }
    wholes.values().forEach(this::count);
  }

  private void addGpu(String host, Gpu gpu, WholeGpu whole) {
    for (LatestSample sample : gpu.samples()) {
      whole.add(gpu, sample);
      metrics.computeIfAbsent(sample.metric(), MetricFold::new).add(host, gpu, sample.value());
    }
  }

  private void count(WholeGpu whole) {
    if (gpus == newestMs.length) {
      newestMs = Arrays.copyOf(newestMs, 2 * gpus);
    }
    newestMs[gpus++] = whole.newestMs();
    models.merge(whole.modelOrUnknown(), 1L, Long::sum);
    if (whole.isIdle()) {
      idle++;
    }
  }
}
