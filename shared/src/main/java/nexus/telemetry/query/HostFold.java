package nexus.telemetry.query;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

  private final long staleBeforeMs;
  private final Collection<String> topMetrics;
  private final int top;
  private final SortedMap<String, Long> models = new TreeMap<>();
  private final Map<String, MetricFigures> metrics = new HashMap<>();
  private long hosts;
  private long gpus;
  private long stale;
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

  /**
   * @param staleBeforeMs a GPU is stale when its newest sample is older, epoch milliseconds
   * @param topMetrics metrics of which the highest values are kept, in the order of the answer
   * @param top how many are kept of each
   */
  HostFold(long staleBeforeMs, Collection<String> topMetrics, int top) {
    this.staleBeforeMs = staleBeforeMs;
    this.topMetrics = topMetrics;
    this.top = top;
  }

  void add(HostLatest host) {
    Map<String, Whole> wholes = new LinkedHashMap<>();
    for (Gpu gpu : host.gpus()) {
      addGpu(host.host(), gpu, wholes);
    }
    hosts++;
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
      metrics.computeIfAbsent(sample.metric(), this::figures).add(host, gpu, sample.value());
    }
  }

  private MetricFigures figures(String metric) {
    return new MetricFigures(new TopValues(metric, topMetrics.contains(metric) ? top : 0));
  }

  private static void addUtilization(Whole whole, boolean instance, double value) {
    if (!instance) {
      whole.own = value;
    } else if (Double.isNaN(whole.busiestInstance) || value > whole.busiestInstance) {
      whole.busiestInstance = value;
    }
  }

  private void count(Whole whole) {
    gpus++;
    models.merge(whole.model.isEmpty() ? UNKNOWN_MODEL : whole.model, 1L, Long::sum);
    if (whole.newestMs < staleBeforeMs) {
      stale++;
    }
    if (whole.idle()) {
      idle++;
    }
  }

  /** The summary of what was added. */
  ClusterSummary summary(
      String cluster,
      ClusterSummary.Queue queue,
      ClusterSummary.Ingest ingest,
      ClusterSummary.Store store) {
    SortedMap<String, ClusterSummary.Figures> figures = new TreeMap<>();
    metrics.forEach((metric, values) -> figures.put(metric, values.figures()));
    List<ClusterSummary.Top> highest =
        topMetrics.stream()
            .filter(metrics::containsKey)
            .flatMap(metric -> metrics.get(metric).highest().stream())
            .toList();
    return new ClusterSummary(
        cluster, hosts, gpus, models, stale, idle, figures, highest, queue, ingest, store);
  }
}
