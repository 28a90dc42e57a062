package nexus.bench;

import java.util.Arrays;
import java.util.Optional;

/** Points of one series in the order they were added. */
public final class Series {

  private long[] times = new long[16];
  private double[] values = new double[16];
  private int size;

  /** Adds a point; {@code timeMs} in epoch milliseconds. */
  public void add(long timeMs, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = timeMs;
    values[size++] = value;
  }

  /** Number of points. */
  public int size() {
    return size;
  }

  /** Time of a point, epoch milliseconds. */
  public long time(int i) {
    return times[i];
  }

  public double value(int i) {
    return values[i];
  }

  /** Time of the first point, epoch milliseconds. */
  public long firstMs() {
    return times[0];
  }

  /** Time of the last point, epoch milliseconds. */
  public long lastMs() {
    return times[size - 1];
  }

  /** The first point in which {@code other} differs; empty when both have the same points. */
  public Optional<String> difference(Series other) {
    for (int i = 0; i < Math.min(size, other.size); i++) {
      if (times[i] != other.times[i] || values[i] != other.values[i]) {
        return Optional.of(
            "point %d is (%d, %s) and not (%d, %s)"
                .formatted(i, other.times[i], other.values[i], times[i], values[i]));
      }
    }
    return size == other.size
        ? Optional.empty()
        : Optional.of("%d points and not %d".formatted(other.size, size));
  }
}
