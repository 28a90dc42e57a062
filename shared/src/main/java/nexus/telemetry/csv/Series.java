package nexus.telemetry.csv;

import java.util.Arrays;
import java.util.Comparator;
import nexus.telemetry.model.MetricColumn;

/** The samples of one metric of one GPU while they are read. */
final class Series {

  private final Metric metric;
  private long[] times = new long[4];
  private double[] values = new double[4];
  private int size;
  private boolean ascending = true;
  private RowTemplates.Template template;

  Series(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }

  /** The row by which further rows of this series are recognised, or null. */
  RowTemplates.Template template() {
    return template;
  }

  void template(RowTemplates.Template row) {
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
        metric.name(), Arrays.copyOf(times, count), Arrays.copyOf(values, count));
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
