package nexus.telemetry.promql.functions;

import java.util.Arrays;

/** Quantiles between two values. */
public final class Quantile {

  private Quantile() {}

  /**
   * The quantile, with those that are no numbers counted as the least.
   *
   * @param q from 0 to 1; infinite beyond that
   * @param values sorted on the way
   * @param size how many of them count
   */
  public static double of(double q, double[] values, int size) {
    if (size == 0 || Double.isNaN(q)) {
      return Double.NaN;
    } else if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    Arrays.sort(values, 0, size);
    int numbers = size;
    while (numbers > 0 && Double.isNaN(values[numbers - 1])) {
      numbers--;
    }
    double rank = q * (size - 1);
    double whole = Math.floor(rank);
    double weight = rank - whole;
    int lower = (int) whole;
    int upper = Math.min(size - 1, lower + 1);
    int none = size - numbers;
    return at(values, lower, none) * (1 - weight) + at(values, upper, none) * weight;
  }

  private static double at(double[] sorted, int i, int none) {
    return i < none ? Double.NaN : sorted[i - none];
  }
}
