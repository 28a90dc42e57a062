package nexus.telemetry.query;

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

  /** By which a GPU is idle or not: percent of time it was busy. */
  static final String UTILIZATION = "DCGM_FI_DEV_GPU_UTIL";

  /** A GPU less busy than this, in percent, is idle. */
  static final double IDLE_BELOW = 1;

  /** Stands for the product name of a GPU of which no source told it. */
  static final String UNKNOWN_MODEL = "unknown";

  private final SortedMap<String, Long> models = new TreeMap<>();
  private final Map<String, MetricFold> metrics = new HashMap<>();
  private long[] newestMs = new long[64];
  private int gpus;
  private long idle;

  /** One whole GPU of a host: itself and its instances. */
  private static final class Whole {
    private long newestMs = Long.MIN_VALUE;
    private String model = "";
    private double own = Double.NaN; // as long as there is none; no sample is
    private double busiestInstance = Double.NaN;

    boolean idle() {
      return (Double.isNaN(own) ? busiestInstance : own) < IDLE_BELOW;
    }
  }

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
    Map<String, Whole> wholes = new LinkedHashMap<>();
    for (Gpu gpu : host.gpus()) {
      addGpu(host.host(), gpu, wholes);
    }
    wholes.values().forEach(this::count);
  }

  private void addGpu(String host, Gpu gpu, Map<String, Whole> wholes) {
    String index = GpuLookup.wholeGpu(gpu.gpu());
    Whole whole = wholes.computeIfAbsent(index, absent -> new Whole());
    if (whole.model.isEmpty()) {
      whole.model = gpu.model();
    }
    boolean instance = !index.equals(gpu.gpu());
    for (LatestSample sample : gpu.samples()) {
      whole.newestMs = Math.max(whole.newestMs, sample.timeMs());
      if (sample.metric().equals(UTILIZATION)) {
        addUtilization(whole, instance, sample.value());
      }
      metrics.computeIfAbsent(sample.metric(), MetricFold::new).add(host, gpu, sample.value());
    }
  }

  private static void addUtilization(Whole whole, boolean instance, double value) {
    if (!instance) {
      whole.own = value;
    } else if (Double.isNaN(whole.busiestInstance) || value > whole.busiestInstance) {
      whole.busiestInstance = value;
    }
  }

  private void count(Whole whole) {
    if (gpus == newestMs.length) {
      newestMs = Arrays.copyOf(newestMs, 2 * gpus);
    }
    newestMs[gpus++] = whole.newestMs;
    models.merge(whole.model.isEmpty() ? UNKNOWN_MODEL : whole.model, 1L, Long::sum);
    if (whole.idle()) {
      idle++;
    }
  }
}
