package nexus.telemetry.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The samples of one series of one GPU, as two parallel columns.
 *
 * <p>Times ascend. Where a time repeats, the later entry replaces the earlier one; repeats are kept
 * here so that what was accepted and what was stored can be reconciled.
 *
 * <p>The arrays are not copied: whoever builds a column gives them away.
 */
public final class MetricColumn {

  private final String metric;
  private final long[] times;
  private final double[] values;

  /**
   * @param metric name of the series: the metric's, such as {@code DCGM_FI_DEV_GPU_UTIL}, and with
   *     labels as {@link SeriesName} writes it
   * @param times epoch milliseconds, ascending, repeats allowed
   * @param values finite values, one a time
   * @throws IllegalArgumentException when lengths differ or times descend
   */
  public MetricColumn(String metric, long[] times, double[] values) {
    if (times.length != values.length) {
      throw new IllegalArgumentException(
          metric + ": " + times.length + " times but " + values.length + " values");
    }
    for (int i = 1; i < times.length; i++) {
      if (times[i] < times[i - 1]) {
        throw new IllegalArgumentException(metric + ": times descend at " + i);
      }
    }
    this.metric = metric;
    this.times = times;
    this.values = values;
  }

  /** The samples of several columns as one: by time, those of one time in the columns' order. */
  static MetricColumn joined(String metric, List<MetricColumn> columns) {
    record Sample(long timeMs, double value) {}
    List<Sample> all = new ArrayList<>();
    for (MetricColumn column : columns) {
      for (int i = 0; i < column.size(); i++) {
        all.add(new Sample(column.time(i), column.value(i)));
      }
    }
    all.sort(Comparator.comparingLong(Sample::timeMs));
    return new MetricColumn(
        metric,
        all.stream().mapToLong(Sample::timeMs).toArray(),
        all.stream().mapToDouble(Sample::value).toArray());
  }

  public String metric() {
    return metric;
  }

  /** Number of samples, repeats included. */
  public int size() {
    return times.length;
  }

  /** Epoch milliseconds of sample {@code i}. */
  public long time(int i) {
    return times[i];
  }

  public double value(int i) {
    return values[i];
  }

  /** The time column itself: read it, never write it. */
  public long[] times() {
    return times;
  }

  /** The value column itself: read it, never write it. */
  public double[] values() {
    return values;
  }

  /** The samples from index {@code from} (inclusive) to {@code to} (exclusive). */
  public MetricColumn slice(int from, int to) {
    return from == 0 && to == times.length
        ? this
        : new MetricColumn(
            metric, Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(values, from, to));
  }

  /** The samples of both, by time; where a time repeats, those of {@code later} come behind. */
  public MetricColumn plus(MetricColumn later) {
    return joined(metric, List.of(this, later));
  }

  /** Index of the first sample at or after {@code timeMs}; {@link #size()} when there is none. */
  public int firstAtOrAfter(long timeMs) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Equal metric, times and values, bit for bit (so that −0.0 differs from 0.0). */
  @Override
  public boolean equals(Object other) {
    return other instanceof MetricColumn that
        && metric.equals(that.metric)
        && Arrays.equals(times, that.times)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * metric.hashCode() + Arrays.hashCode(times)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return metric + Arrays.toString(times) + "=" + Arrays.toString(values);
  }
}
