package nexus.telemetry.query;

import java.util.Arrays;

/** The newest values of one metric. */
final class MetricFigures {

  private final Sum sum = new Sum();
  private double[] values = new double[64];

  void add(double value) {
    int size = (int) sum.count();
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size] = value;
    sum.add(value);
  }

  /** At least one value was added. */
  ClusterSummary.Figures figures() {
    int size = (int) sum.count();
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return new ClusterSummary.Figures(
        size,
        sum.mean(),
        sum.min(),
        sum.max(),
        Percentiles.nearestRank(sorted, size, 50),
        Percentiles.nearestRank(sorted, size, 95));
  }
}
