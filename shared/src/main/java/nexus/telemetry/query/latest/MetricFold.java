package nexus.telemetry.query.latest;

import java.util.Arrays;
import nexus.telemetry.query.Percentiles;
import nexus.telemetry.query.Sum;
import nexus.telemetry.store.HostLatest.Gpu;

/** The newest values of one metric. */
final class MetricFold {

  private final Sum sum = new Sum();
  private final TopValues top;
  private double[] values = new double[64];

  MetricFold(String metric) {
    this.top = new TopValues(metric, HostFigures.MOST_HIGHEST);
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

  /** Of at least one value; the last call. */
  HostFigures.Metric result() {
    int size = (int) sum.count();
    Arrays.sort(values, 0, size);
    return new HostFigures.Metric(
        new HostFigures.Figures(
            size,
            sum.mean(),
            sum.min(),
            sum.max(),
            Percentiles.nearestRank(values, size, 50),
            Percentiles.nearestRank(values, size, 95)),
        top.highest());
  }
}
