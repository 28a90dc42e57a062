package nexus.telemetry.incidents;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/** Counts of XIDs by number, out of series that come and go. */
final class CountedXids {

  private static final Pattern CODE = Pattern.compile("\\d{1,5}");

  private CountedXids() {}

  /**
   * How many of each number there were; at times of which only other numbers' series tell, none.
   *
   * @param series series of one metric, whose labels have the numbers
   * @return by number, all at the same times; empty where all is 0
   */
  static SortedMap<Long, MetricColumn> of(List<MetricColumn> series) {
    if (series.stream().allMatch(CountedXids::isZero)) {
      return Collections.emptySortedMap();
    }
    long[] times =
        series.stream()
            .flatMapToLong(one -> LongStream.of(one.times()))
            .sorted()
            .distinct()
            .toArray();
    SortedMap<Long, double[]> counts = new TreeMap<>();
    for (MetricColumn one : series) {
      double[] values = counts.computeIfAbsent(codeOf(one), code -> new double[times.length]);
      for (int i = 0; i < one.size(); i++) {
        values[Arrays.binarySearch(times, one.time(i))] += one.value(i);
      }
    }
    counts.remove(0L);
    String metric = SeriesName.metricOf(series.get(0).metric());
    SortedMap<Long, MetricColumn> columns = new TreeMap<>();
    counts.forEach((code, values) -> columns.put(code, new MetricColumn(metric, times, values)));
    return columns;
  }

  private static boolean isZero(MetricColumn column) {
    return DoubleStream.of(column.values()).allMatch(value -> value == 0);
  }

  /** The number in a series' label; 0 where there is none. */
  private static long codeOf(MetricColumn series) {
    String text = SeriesName.labelsOf(series.metric()).getOrDefault(Condition.Counts.LABEL, "");
    return CODE.matcher(text).matches() ? Long.parseLong(text) : 0;
  }
}
