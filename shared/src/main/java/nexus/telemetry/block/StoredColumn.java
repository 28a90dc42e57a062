package nexus.telemetry.block;

import java.util.Arrays;
import nexus.telemetry.model.MetricColumn;

/** One metric of a block while it is read: the samples of its series, then those of the rows. */
final class StoredColumn {

  private static final int ROOM = 16;

  private final String metric;
  private final int scale;
  private final boolean wanted;
  private final long[] base;
  private long[] times;
  private double[] values;
  private int size;

  /**
   * @param scale digits after the point of its values; −1 when they are no decimals
   * @param base the times of its series
   * @param values the values of its series; null when the metric is not asked for
   */
  StoredColumn(String metric, int scale, long[] base, double[] values) {
    this.metric = metric;
    this.scale = scale;
    this.wanted = values != null;
    this.base = base;
    this.times = base;
    this.values = values;
    this.size = wanted ? values.length : 0;
  }

  int scale() {
    return scale;
  }

  boolean wanted() {
    return wanted;
  }

  long lastMs() {
    return times[size - 1];
  }

  double lastValue() {
    return values[size - 1];
  }

  /** Adds a sample of a row. */
  void add(long timeMs, double value) {
    if (times == base || size == times.length) {
      times = Arrays.copyOf(times, size + ROOM);
      values = Arrays.copyOf(values, size + ROOM);
    }
    times[size] = timeMs;
    values[size++] = value;
  }

  /** All its samples; the very times of its series when no row added any. */
  MetricColumn column() {
    return size == values.length
        ? new MetricColumn(metric, times, values)
        : new MetricColumn(metric, Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }
}
