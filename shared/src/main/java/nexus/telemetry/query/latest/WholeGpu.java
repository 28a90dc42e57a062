package nexus.telemetry.query.latest;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;

/** One whole GPU of a host: itself and its instances. */
public final class WholeGpu {

  /** By which a GPU is idle or not: percent of time it was busy. */
  public static final String UTILIZATION = "DCGM_FI_DEV_GPU_UTIL";

  /** A GPU less busy than this, in percent, is idle. */
  public static final double IDLE_BELOW = 1;

  /** Stands for the product name of a GPU of which no source told it. */
  private static final String UNKNOWN_MODEL = "unknown";

  private long newestMs = Long.MIN_VALUE;
  private String model = "";
  private double own = Double.NaN; // as long as there is none; no sample is
  private double busiestInstance = Double.NaN;

  /** The whole GPUs of a host. */
  public static Collection<WholeGpu> of(HostLatest host) {
    Map<String, WholeGpu> wholes = new LinkedHashMap<>();
    for (Gpu gpu : host.gpus()) {
      WholeGpu whole = find(wholes, gpu);
      gpu.samples().forEach(sample -> whole.add(gpu, sample));
    }
    return wholes.values();
  }

  /** A GPU or an instance of one alone. */
  public static WholeGpu ofOne(Gpu gpu) {
    WholeGpu alone = new WholeGpu();
    gpu.samples().forEach(sample -> alone.add(gpu, sample));
    return alone;
  }

  /** The one that {@code gpu} is or is part of. */
  static WholeGpu find(Map<String, WholeGpu> wholes, Gpu gpu) {
    WholeGpu whole = wholes.computeIfAbsent(GpuId.wholeGpu(gpu.gpu()), absent -> new WholeGpu());
    if (whole.model.isEmpty()) {
      whole.model = gpu.model();
    }
    return whole;
  }

  /** Takes in a sample of the GPU or of an instance of it. */
  void add(Gpu gpu, LatestSample sample) {
    newestMs = Math.max(newestMs, sample.timeMs());
    if (!sample.metric().equals(UTILIZATION)) {
      return;
    }
    double value = sample.value();
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

  boolean isIdle() {
    return (Double.isNaN(own) ? busiestInstance : own) < IDLE_BELOW;
  }

  /** What it is, when samples of before {@code staleBeforeMs} are old. */
  public GpuStatus status(long staleBeforeMs) {
    if (newestMs < staleBeforeMs) {
      return GpuStatus.STALE;
    }
    return isIdle() ? GpuStatus.IDLE : GpuStatus.ACTIVE;
  }
}
