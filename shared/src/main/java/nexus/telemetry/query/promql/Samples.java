package nexus.telemetry.query.promql;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import nexus.telemetry.model.MetricColumn;

/** The samples of one series, gathered from block after block. */
final class Samples {

  private final String stored;
  private long[] times = new long[256];
  private double[] values = new double[256];
  private int size;
  private boolean seen;

  /**
   * @param stored the stored series they are of
   */
  Samples(String stored) {
    this.stored = stored;
  }

  /** Whether they are of this stored series; another that would be told the same is left out. */
  boolean areOf(String series) {
    return stored.equals(series);
  }

  /**
   * Adds those of a column from an index to another; they are later than those before, but for what
   * is in no block yet where newest values were damaged: it was stored last, and counts.
   */
  void add(MetricColumn column, int from, int to, DoubleUnaryOperator inUnit) {
    if (size > 0 && times[size - 1] >= column.time(from)) {
      addAmong(column, from, to, inUnit);
    } else {
      append(column, from, to, inUnit);
    }
  }

  private void addAmong(MetricColumn column, int from, int to, DoubleUnaryOperator inUnit) {
    TreeMap<Long, Double> all = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      all.put(times[i], values[i]);
    }
    for (int i = from; i < to; i++) {
      all.put(column.time(i), inUnit.applyAsDouble(column.value(i)));
    }
    size = all.size();
    times = all.keySet().stream().mapToLong(Long::longValue).toArray();
    values = all.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void append(MetricColumn column, int from, int to, DoubleUnaryOperator inUnit) {
    int more = to - from;
    if (size + more > times.length) {
      int room = Math.max(size + more, 2 * times.length);
      times = Arrays.copyOf(times, room);
      values = Arrays.copyOf(values, room);
    }
    System.arraycopy(column.times(), from, times, size, more);
    for (int i = 0; i < more; i++) {
      values[size + i] = inUnit.applyAsDouble(column.value(from + i));
    }
    size += more;
    seen = true;
  }

  /** Notes that there are some. */
  void see() {
    seen = true;
  }

  /** Whether there are some, gathered or not. */
  boolean isSeen() {
    return seen;
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  int size() {
    return size;
  }
}
