package nexus.telemetry.csv;

import java.util.Arrays;
import java.util.Comparator;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.model.MetricColumn;

/** The samples of one metric of one GPU while they are read. */
final class Series {

  /**
   * A metric of a chunk.
   *
   * @param number 0, 1, … in the order the chunk names them; the same for all names of a field
   * @param name the name that the chunk uses
   */
  record Metric(int number, FieldName name) {}

  /**
   * A row that was split and accepted, by which further rows of the series are recognised.
   *
   * <pre>
   * line   its bytes    [0, timeStart) head, [timeEnd, valueStart) middle, the last tailLength tail
   * next   the row that came after it when it was last read
   * </pre>
   */
  static final class Template {
    final FactCollector facts;
    final Series series;
    FieldName name;
    byte[] line = {};
    int timeStart;
    int timeEnd;
    int valueStart;
    int tailLength;
    int factsVersion;
    Template next;

    Template(FactCollector facts, Series series) {
      this.facts = facts;
      this.series = series;
    }

    /** Whether the GPU's facts are still those that the row said. */
    boolean isCurrent() {
      return factsVersion == facts.version();
    }

    /** Whether a line that begins at {@code start} has the same head and middle. */
    boolean isBefore(byte[] bytes, int start) {
      return Arrays.equals(line, 0, timeStart, bytes, start, start + timeStart)
          && Arrays.equals(line, timeEnd, valueStart, bytes, start + timeEnd, start + valueStart);
    }

    /** Whether the same tail follows. */
    boolean isBehind(byte[] bytes, int from) {
      int tail = line.length - tailLength;
      return Arrays.equals(line, tail, line.length, bytes, from, from + tailLength);
    }
  }

  private final Metric metric;
  private long[] times = new long[4];
  private double[] values = new double[4];
  private int size;
  private boolean ascending = true;
  private Template template;

  Series(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }

  /** The row by which further rows of this series are recognised, or null. */
  Template template() {
    return template;
  }

  void template(Template row) {
    template = row;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long time, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    ascending &= size == 0 || times[size - 1] <= time;
    times[size] = time;
    values[size++] = value;
  }

  /** The samples by time; where a time repeats, in the order they came. None are left. */
  MetricColumn take() {
    if (!ascending) {
      sort();
    }
    int count = size;
    size = 0;
    return new MetricColumn(
        metric.name().metric(), Arrays.copyOf(times, count), Arrays.copyOf(values, count));
  }

  /** Sorting objects is stable, sorting numbers is not. */
  private void sort() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> times[i]));
    long[] sortedTimes = new long[size];
    double[] sortedValues = new double[size];
    for (int i = 0; i < size; i++) {
      sortedTimes[i] = times[order[i]];
      sortedValues[i] = values[order[i]];
    }
    times = sortedTimes;
    values = sortedValues;
    ascending = true;
  }
}
