package nexus.bench;

/**
 * The metrics of a DCGM exporter, in its order.
 *
 * <p>The exporter asks for one metric after the other, so in one scrape each metric has its own
 * second; {@link #delaySeconds} is what a real fleet showed.
 */
public enum Metric {
  GPU_UTIL("gpu_utilization", "utilization.gpu", "%", 0, 0),
  MEM_COPY_UTIL("memory_utilization", "utilization.memory", "%", 0, 0),
  POWER_USAGE("power_draw", "power.draw", "W", 0, 3),
  GPU_TEMP("temperature", "temperature.gpu", "", 1, 0),
  FB_USED("memory_used_mb", "memory.used", "MiB", 1, 0),
  FB_FREE("memory_free_mb", "memory.free", "MiB", 1, 0),
  DEC_UTIL(null, "utilization.decoder", "%", 2, 0),
  ENC_UTIL(null, "utilization.encoder", "%", 3, 0),
  SM_CLOCK("sm_clock_mhz", "clocks.sm", "MHz", 3, 0),
  MEM_CLOCK("memory_clock_mhz", "clocks.mem", "MHz", 3, 0);

  private static final double[] POWERS_OF_TEN = {1, 10, 100, 1_000};

  /** Column of the wide format; null where it has none. */
  final String wideName;

  /** What nvidia-smi calls it. */
  final String smiName;

  /** The unit that nvidia-smi writes behind it; empty where it writes none. */
  final String smiUnit;

  /** Seconds from the start of a scrape to this metric's timestamp in the long format. */
  public final int delaySeconds;

  /** Decimals of the metric: a generated value is an integer in units of 10<sup>-decimals</sup>. */
  public final int decimals;

  Metric(String wideName, String smiName, String smiUnit, int delaySeconds, int decimals) {
    this.wideName = wideName;
    this.smiName = smiName;
    this.smiUnit = smiUnit;
    this.delaySeconds = delaySeconds;
    this.decimals = decimals;
  }

  /** What a generated integer stands for; the double nearest to it. */
  public double scaled(int value) {
    return value / POWERS_OF_TEN[decimals];
  }

  /** DCGM's field name. */
  public String dcgmName() {
    return "DCGM_FI_DEV_" + name();
  }
}
