package nexus.telemetry.block;

import java.util.Arrays;
import nexus.telemetry.model.MetricColumn;

/**
 * One metric's samples while updates are merged into them. The column it starts from is only copied
 * when something changes; a column of updates that begins after the last sample is appended, and
 * any other touches only the samples from its first time on.
 */
final class ColumnMerger {

  private final String metric;
  private final MetricColumn start;
  private long[] times;
  private double[] values;
  private int size;
  private boolean owned;

  private long added;
  private long overwritten;
  private long unchanged;

  ColumnMerger(String metric) {
    this(new MetricColumn(metric, new long[0], new double[0]));
  }

  ColumnMerger(MetricColumn start) {
    this.metric = start.metric();
    this.start = start;
    this.times = start.times();
    this.values = start.values();
    this.size = start.size();
  }

  long added() {
    return added;
  }

  long overwritten() {
    return overwritten;
  }

  long unchanged() {
    return unchanged;
  }

  /** The samples as they are now; the column started from when nothing changed. */
  MetricColumn column() {
    if (!owned) {
      return start;
    }
    return size == times.length
        ? new MetricColumn(metric, times, values)
        : new MetricColumn(metric, Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }

  /** Merges one column of updates; its later entries replace its earlier ones of the same time. */
  void merge(MetricColumn update) {
    int missing = overwrite(update);
    if (missing > 0) {
      insert(update, missing);
    }
  }

  /**
   * Counts every update, overwrites the samples that are there already, and returns how many
   * distinct times are not.
   */
  private int overwrite(MetricColumn update) {
    int missing = 0;
    int at = update.size() == 0 ? size : firstAtOrAfter(update.time(0));
    for (int i = 0; i < update.size(); i++) {
      long time = update.time(i);
      while (at < size && times[at] < time) {
        at++;
      }
      if (at < size && times[at] == time) {
        overwrite(at, update.value(i));
      } else if (i > 0 && update.time(i - 1) == time) {
        count(update.value(i - 1), update.value(i));
      } else {
        missing++;
        added++;
      }
    }
    return missing;
  }

  private void overwrite(int at, double value) {
    if (!count(values[at], value)) {
      own(size);
      values[at] = value;
    }
  }

  /** Counts a replacement; whether both are equal, bit for bit. */
  private boolean count(double before, double now) {
    boolean equal = Double.doubleToRawLongBits(before) == Double.doubleToRawLongBits(now);
    if (equal) {
      unchanged++;
    } else {
      overwritten++;
    }
    return equal;
  }

  /** Inserts the updates whose times are missing, from the last to the first, moving what is. */
  private void insert(MetricColumn update, int missing) {
    own(size + missing);
    int from = size - 1;
    int to = size + missing - 1;
    size += missing;
    for (int i = update.size() - 1; to > from; i--) {
      long time = update.time(i);
      while (from >= 0 && times[from] > time) {
        move(from--, to--);
      }
      boolean there = from >= 0 && times[from] == time;
      boolean replaced = i + 1 < update.size() && update.time(i + 1) == time;
      if (!there && !replaced) {
        times[to] = time;
        values[to--] = update.value(i);
      }
    }
  }

  private void move(int from, int to) {
    times[to] = times[from];
    values[to] = values[from];
  }

  /** Makes the arrays this merger's own, with room for {@code capacity} samples. */
  private void own(int capacity) {
    if (owned && capacity <= times.length) {
      return;
    }
    // The first copy fits exactly, as most merges bring one update; further ones leave room.
    int length = owned ? Math.max(capacity, times.length + times.length / 2) : capacity;
    times = Arrays.copyOf(times, length);
    values = Arrays.copyOf(values, length);
    owned = true;
  }

  private int firstAtOrAfter(long time) {
    if (size == 0 || times[size - 1] < time) {
      return size;
    }
    int at = Arrays.binarySearch(times, 0, size, time);
    return at < 0 ? -at - 1 : at;
  }
}
