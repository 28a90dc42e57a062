package nexus.telemetry.query.series;

import java.util.Arrays;
import nexus.telemetry.model.MetricColumn;

/** One metric's points, growing at the end; times ascend strictly. */
final class PointColumn {

  private long[] times = new long[16];
  private double[] values = new double[16];
  private int size;

  int size() {
    return size;
  }

  /** Time of the last point; {@link Long#MIN_VALUE} when there is none. */
  long lastTime() {
    return size == 0 ? Long.MIN_VALUE : times[size - 1];
  }

  void add(long timeMs, double value) {
    grow(1);
    times[size] = timeMs;
    values[size++] = value;
  }

  /** Adds the samples from index {@code from} (inclusive) to {@code to} (exclusive). */
  void addAll(MetricColumn samples, int from, int to) {
    int count = to - from;
    grow(count);
    System.arraycopy(samples.times(), from, times, size, count);
    System.arraycopy(samples.values(), from, values, size, count);
    size += count;
  }

  MetricColumn toColumn(String metric) {
    return new MetricColumn(metric, Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }

  private void grow(int by) {
    if (size + by > times.length) {
      int capacity = Math.max(size + by, 2 * times.length);
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }
}
