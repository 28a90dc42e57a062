package nexus.faults;

import java.util.Arrays;

/** Times and values of one series, in the order they were added. */
final class Points {

  private long[] times = new long[64];
  private double[] values = new double[64];
  private int size;

  void add(long timeMs, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = timeMs;
    values[size] = value;
    size++;
  }

  int size() {
    return size;
  }

  long time(int i) {
    return times[i];
  }

  double value(int i) {
    return values[i];
  }
}
