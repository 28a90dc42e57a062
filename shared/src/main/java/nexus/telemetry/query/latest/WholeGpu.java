package nexus.telemetry.query.latest;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;

/** One whole GPU of a host: itself and its instances. */
public final class WholeGpu {

  /** By which a GPU is idle or not: percent of time it was busy. */
  public static final String UTILIZATION = "DCGM_FI_DEV_GPU_UTIL";

  /** A GPU less busy than this, in percent, is idle. */
  public static final double IDLE_BELOW = 1;

  /** Stands for the product name of a GPU of which no source told it. */
  private static final String UNKNOWN_MODEL = "unknown";

  private final long staleBeforeMs;
  private long newestMs = Long.MIN_VALUE;
  private String model = "";
  private double own = Double.NaN; // as long as there is none; no sample is
  private double busiestInstance = Double.NaN;

  private WholeGpu(long staleBeforeMs) {
    this.staleBeforeMs = staleBeforeMs;
  }

  /**
   * The whole GPUs of a host.
   *
   * @param staleBeforeMs what has no sample of this time or later has gone, epoch milliseconds
   */
  public static Collection<WholeGpu> of(HostLatest host, long staleBeforeMs) {
    Map<String, WholeGpu> wholes = new LinkedHashMap<>();
    for (Gpu gpu : host.gpus()) {
      wholes
          .computeIfAbsent(GpuId.wholeGpu(gpu.gpu()), absent -> new WholeGpu(staleBeforeMs))
          .add(gpu);
    }
    return wholes.values();
  }

  /** A GPU or an instance of one alone. */
  public static WholeGpu ofOne(Gpu gpu, long staleBeforeMs) {
    WholeGpu alone = new WholeGpu(staleBeforeMs);
    alone.add(gpu);
    return alone;
  }

  /** Takes in the GPU or an instance of it; how busy one is that has gone says nothing. */
  private void add(Gpu gpu) {
    if (model.isEmpty()) {
      model = gpu.model();
    }
    long newest = gpu.newestMs();
    newestMs = Math.max(newestMs, newest);
    if (newest >= staleBeforeMs) {
      gpu.samples().stream()
          .filter(sample -> sample.metric().equals(UTILIZATION))
          .forEach(sample -> addUtilization(gpu, sample.value()));
    }
  }

  private void addUtilization(Gpu gpu, double value) {
    if (GpuId.instance(gpu.gpu()).isEmpty()) {
      own = value;
    } else if (Double.isNaN(busiestInstance) || value > busiestInstance) {
      busiestInstance = value;
    }
  }

  /** Time of the newest sample, epoch milliseconds; {@link Long#MIN_VALUE} when there is none. */
  public long newestMs() {
    return newestMs;
  }

  /** Product name, or what stands for it. */
  public String modelOrUnknown() {
    return modelOrUnknown(model);
  }

  /** A product name, or what stands for an empty one. */
  public static String modelOrUnknown(String model) {
    return model.isEmpty() ? UNKNOWN_MODEL : model;
  }

  private boolean isIdle() {
    return (Double.isNaN(own) ? busiestInstance : own) < IDLE_BELOW;
  }

  private boolean isStale() {
    return newestMs < staleBeforeMs;
  }

  /** What it is. */
  public GpuStatus status() {
    if (isStale()) {
      return GpuStatus.STALE;
    }
    return isIdle() ? GpuStatus.IDLE : GpuStatus.ACTIVE;
  }
}
