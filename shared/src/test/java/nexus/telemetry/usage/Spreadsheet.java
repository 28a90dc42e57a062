package nexus.telemetry.usage;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Usage as somebody would work it out in a spreadsheet: a row a second, and sums over the rows. All
 * samples are at whole seconds.
 */
public final class Spreadsheet {

  private static final long SECOND = 1_000;
  private static final double NONE = Double.NaN;

  private final Map<String, TreeMap<Long, Double>> samples = new TreeMap<>();
  private final TreeMap<Long, String> pods = new TreeMap<>();

  /** Sums over some rows. */
  public static final class Sums {
    private final Map<UsageClass, Long> seconds = new EnumMap<>(UsageClass.class);
    private double joules;
    private double percent;
    private long percentSeconds;

    /** Seconds of a class. */
    public long seconds(UsageClass what) {
      return seconds.getOrDefault(what, 0L);
    }

    public double kwh() {
      return joules / 3_600_000;
    }

    public double utilization() {
      return percent / percentSeconds;
    }
  }

  /** Puts a sample down; it replaces another one of its time. */
  public Spreadsheet sample(String metric, long timeMs, double value) {
    samples.computeIfAbsent(metric, first -> new TreeMap<>()).put(timeMs, value);
    return this;
  }

  /** From a time on the GPU works for a pod. */
  public Spreadsheet pod(long fromMs, String pod) {
    pods.put(fromMs, pod);
    return this;
  }

  private double held(String metric, long timeMs) {
    Map.Entry<Long, Double> newest =
        samples.getOrDefault(metric, new TreeMap<>()).floorEntry(timeMs);
    return newest == null || timeMs - newest.getKey() >= 300 * SECOND ? NONE : newest.getValue();
  }

  private UsageClass classOf(long timeMs) {
    double xid = held("DCGM_FI_DEV_XID_ERRORS", timeMs);
    if (xid == 79 || held("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", timeMs) > 0) {
      return UsageClass.ERROR;
    }
    double reasons = held("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", timeMs);
    if (reasons == 0x40 || reasons == 0x80) {
      return UsageClass.THROTTLED;
    }
    double busy = held("DCGM_FI_DEV_GPU_UTIL", timeMs);
    if (Double.isNaN(busy)) {
      return UsageClass.UNKNOWN;
    }
    if (busy >= 30) {
      boolean sleepy = held("DCGM_FI_PROF_SM_ACTIVE", timeMs) < 0.1;
      return sleepy ? UsageClass.INEFFICIENT : UsageClass.WORKING;
    }
    if (busy >= 1) {
      return UsageClass.INEFFICIENT;
    }
    double used = held("DCGM_FI_DEV_FB_USED", timeMs);
    return used / (used + held("DCGM_FI_DEV_FB_FREE", timeMs)) > 0.05
        ? UsageClass.WASTED
        : UsageClass.FREE;
  }

  /** Watts in the second that begins then. */
  private double watts(long timeMs) {
    TreeMap<Long, Double> counter =
        samples.getOrDefault("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", new TreeMap<>());
    Map.Entry<Long, Double> from = counter.floorEntry(timeMs);
    Map.Entry<Long, Double> to = counter.higherEntry(timeMs);
    if (from != null && to != null && to.getKey() - from.getKey() <= 3_600 * SECOND) {
      double millijoules =
          to.getValue() < from.getValue() ? to.getValue() : to.getValue() - from.getValue();
      return millijoules / (to.getKey() - from.getKey());
    }
    return held("DCGM_FI_DEV_POWER_USAGE", timeMs);
  }

  /** The rows from one time to another, exclusive, in which the GPU worked for a pod. */
  public Sums sums(long fromMs, long toMs, String pod) {
    Sums sums = new Sums();
    for (long time = fromMs; time < toMs; time += SECOND) {
      Map.Entry<Long, String> whose = pods.floorEntry(time);
      String then = (whose == null ? pods.firstEntry() : whose).getValue();
      if (!then.equals(pod)) {
        continue;
      }
      sums.seconds.merge(classOf(time), 1L, Long::sum);
      double watts = watts(time);
      sums.joules += Double.isNaN(watts) ? 0 : watts;
      double busy = held("DCGM_FI_DEV_GPU_UTIL", time);
      if (!Double.isNaN(busy)) {
        sums.percent += busy;
        sums.percentSeconds++;
      }
    }
    return sums;
  }
}
