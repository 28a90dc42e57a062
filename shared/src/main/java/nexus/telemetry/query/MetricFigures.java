package nexus.telemetry.query;

import java.util.Arrays;
import java.util.List;
import nexus.telemetry.query.ClusterSummary.Top;
import nexus.telemetry.store.HostLatest.Gpu;

/** The newest values of one metric. */
final class MetricFigures {

  private final Sum sum = new Sum();
  private final TopValues top;
  private double[] values = new double[64];

  /**
   * @param top takes the highest values
   */
  MetricFigures(TopValues top) {
    this.top = top;
  }

  void add(String host, Gpu gpu, double value) {
    int size = (int) sum.count();
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size] = value;
    sum.add(value);
    top.offer(host, gpu, value);
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

  /** The highest values, highest first. */
  List<Top> highest() {
    return top.highest();
  }
}
