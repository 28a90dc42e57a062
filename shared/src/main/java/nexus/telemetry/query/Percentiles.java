package nexus.telemetry.query;

/**
 * Percentiles by nearest rank: of n values in ascending order, the p-th percentile is the one at
 * rank ⌈p·n/100⌉, counted from 1. It is always one of the values.
 */
public final class Percentiles {

  private Percentiles() {}

  /**
   * The value at a percentile.
   *
   * @param sorted values, ascending
   * @param size how many of them count, at least 1
   * @param percent 1 to 100
   */
  public static double nearestRank(double[] sorted, int size, int percent) {
    long rank = ((long) percent * size + 99) / 100;
    return sorted[(int) rank - 1];
  }
}
