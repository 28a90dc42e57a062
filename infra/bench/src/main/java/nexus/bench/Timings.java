package nexus.bench;

import java.util.Arrays;

/** Figures of one kind that were taken several times, such as times in milliseconds. */
public final class Timings {

  private final double[] sorted;

  private Timings(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The figures in any order.
   *
   * @throws IllegalArgumentException when there are none
   */
  public static Timings of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return new Timings(sorted);
  }

  /** The nearest-rank percentile. */
  public double percentile(int percent) {
    return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
  }

  public double median() {
    return percentile(50);
  }

  public double least() {
    return sorted[0];
  }

  public double most() {
    return sorted[sorted.length - 1];
  }
}
