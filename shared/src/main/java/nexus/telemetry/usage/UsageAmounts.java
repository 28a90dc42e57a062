package nexus.telemetry.usage;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Time by class, energy and means of some GPUs over some time. Amounts of parts add up to those of
 * the whole; what is not known is not zero.
 */
public final class UsageAmounts {

  private static final double MS_AN_HOUR = 3_600_000;
  private static final double JOULES_A_KWH = 3_600_000;

  private final double[] ms = new double[UsageClass.COUNT];
  private double counterMs;
  private double counterJoules;
  private double powerMs;
  private double powerJoules;
  private double utilizationMs;
  private double utilizationSum;
  private double tensorMs;
  private double tensorSum;

  /** Where energy is known from. */
  public enum Source {
    /** Nothing is known of it. */
    NONE,
    /** The GPU's own counter alone. */
    COUNTER,
    /** The power draw alone, over time. */
    POWER,
    /** The counter, and the power draw where that says nothing. */
    BOTH
  }

  void addTime(UsageClass what, double someMs) {
    ms[what.number()] += someMs;
  }

  void addCounted(double someMs, double joules) {
    counterMs += someMs;
    counterJoules += joules;
  }

  void addDrawn(double someMs, double watts) {
    powerMs += someMs;
    powerJoules += watts * someMs / 1_000;
  }

  void addUtilization(double someMs, double percent) {
    utilizationMs += someMs;
    utilizationSum += percent * someMs;
  }

  void addTensor(double someMs, double share) {
    tensorMs += someMs;
    tensorSum += share * someMs;
  }

  /**
   * Adds others.
   *
   * @param share how much of them, 0 to 1
   */
  public void add(UsageAmounts other, double share) {
    for (int i = 0; i < ms.length; i++) {
      ms[i] += other.ms[i] * share;
    }
    counterMs += other.counterMs * share;
    counterJoules += other.counterJoules * share;
    powerMs += other.powerMs * share;
    powerJoules += other.powerJoules * share;
    utilizationMs += other.utilizationMs * share;
    utilizationSum += other.utilizationSum * share;
    tensorMs += other.tensorMs * share;
    tensorSum += other.tensorSum * share;
  }

  /** Writes them, rounded to whole numbers. */
  void write(UsageDayCodec.Sink to) {
    int classes = 0;
    for (int i = 0; i < ms.length; i++) {
      classes |= Math.round(ms[i]) > 0 ? 1 << i : 0;
    }
    double[] known = {counterMs, powerMs, utilizationMs, tensorMs};
    double[] sums = {counterJoules * 1_000, powerJoules * 1_000, utilizationSum, tensorSum * 1_000};
    int what = 0;
    for (int i = 0; i < known.length; i++) {
      what |= Math.round(known[i]) > 0 ? 1 << i : 0;
    }
    to.putByte(classes);
    to.putByte(what);
    for (int i = 0; i < ms.length; i++) {
      if ((classes & 1 << i) != 0) {
        to.putRounded(ms[i]);
      }
    }
    for (int i = 0; i < known.length; i++) {
      if ((what & 1 << i) != 0) {
        to.putRounded(known[i]);
        to.putRounded(sums[i]);
      }
    }
  }

  /** What {@link #write} wrote. */
  static UsageAmounts read(UsageDayCodec.Source from) {
    UsageAmounts read = new UsageAmounts();
    int classes = from.getByte();
    int what = from.getByte();
    for (int i = 0; i < read.ms.length; i++) {
      read.ms[i] = (classes & 1 << i) != 0 ? from.getVarint() : 0;
    }
    double[] known = new double[4];
    double[] sums = new double[4];
    for (int i = 0; i < known.length; i++) {
      if ((what & 1 << i) != 0) {
        known[i] = from.getVarint();
        sums[i] = from.getVarint();
      }
    }
    read.counterMs = known[0];
    read.counterJoules = sums[0] / 1_000;
    read.powerMs = known[1];
    read.powerJoules = sums[1] / 1_000;
    read.utilizationMs = known[2];
    read.utilizationSum = sums[2];
    read.tensorMs = known[3];
    read.tensorSum = sums[3] / 1_000;
    return read;
  }

  /** Milliseconds of a class. */
  public double ms(UsageClass what) {
    return ms[what.number()];
  }

  /** Milliseconds of all classes. */
  public double totalMs() {
    return Arrays.stream(ms).sum();
  }

  /** Hours of a class. */
  public double hours(UsageClass what) {
    return ms(what) / MS_AN_HOUR;
  }

  /** Hours of all classes. */
  public double totalHours() {
    return totalMs() / MS_AN_HOUR;
  }

  /** Energy in kWh; empty where nothing is known of it. */
  public OptionalDouble energyKwh() {
    return energySource() == Source.NONE
        ? OptionalDouble.empty()
        : OptionalDouble.of((counterJoules + powerJoules) / JOULES_A_KWH);
  }

  /** Where the energy is known from. */
  public Source energySource() {
    if (counterMs > 0) {
      return powerMs > 0 ? Source.BOTH : Source.COUNTER;
    }
    return powerMs > 0 ? Source.POWER : Source.NONE;
  }

  /** Mean utilization in percent, of the time of which it is known; empty where it never is. */
  public OptionalDouble utilization() {
    return mean(utilizationSum, utilizationMs);
  }

  /** Mean activity of the tensor cores, 0 to 1, likewise. */
  public OptionalDouble tensorActivity() {
    return mean(tensorSum, tensorMs);
  }

  private static OptionalDouble mean(double sum, double overMs) {
    return overMs == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / overMs);
  }
}
