package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/**
 * Tells the series of several pods on one GPU apart, where they are several: where samples of one
 * time differ in pod and in value. Samples that differ in pod alone are one that was told several
 * times.
 */
final class PodSeries {

  private static final List<List<String>> KEYS =
      List.of(
          List.of("pod"), List.of("namespace", "pod"), List.of("container", "namespace", "pod"));

  private PodSeries() {}

  /**
   * The series that a column is.
   *
   * @param column samples by time
   * @param told the facts of each sample
   */
  static List<MetricColumn> of(MetricColumn column, List<GpuFacts> told) {
    if (!differ(column, told, List.of())) {
      return List.of(column);
    }
    for (List<String> keys : KEYS) {
      if (!differ(column, told, keys)) {
        return split(column, told, keys);
      }
    }
    return split(column, told, KEYS.get(KEYS.size() - 1));
  }

  /** Whether samples of one time differ in value and attribution, but not in these labels. */
  private static boolean differ(MetricColumn column, List<GpuFacts> told, List<String> keys) {
    int first = 0;
    for (int i = 1; i < column.size(); i++) {
      first = column.time(i) == column.time(first) ? first : i;
      for (int j = first; j < i; j++) {
        if (Double.compare(column.value(i), column.value(j)) != 0
            && !told.get(i).attribution().equals(told.get(j).attribution())
            && labels(told.get(i), keys).equals(labels(told.get(j), keys))) {
          return true;
        }
      }
    }
    return false;
  }

  private static SortedMap<String, String> labels(GpuFacts facts, List<String> keys) {
    SortedMap<String, String> labels = new TreeMap<>(facts.attribution());
    labels.keySet().retainAll(keys);
    return labels;
  }

  private static List<MetricColumn> split(
      MetricColumn column, List<GpuFacts> told, List<String> keys) {
    Map<String, List<Integer>> byName = new LinkedHashMap<>();
    for (int i = 0; i < column.size(); i++) {
      String name = name(column.metric(), labels(told.get(i), keys));
      byName.computeIfAbsent(name, absent -> new ArrayList<>()).add(i);
    }
    List<MetricColumn> series = new ArrayList<>();
    byName.forEach(
        (name, some) ->
            series.add(
                new MetricColumn(
                    name,
                    some.stream().mapToLong(column::time).toArray(),
                    some.stream().mapToDouble(column::value).toArray())));
    return series;
  }

  /** Of labels that are too long the series stays as it is. */
  private static String name(String series, SortedMap<String, String> labels) {
    try {
      SeriesName name = SeriesName.of(series);
      SortedMap<String, String> all = new TreeMap<>(name.labels());
      all.putAll(labels);
      return new SeriesName(name.metric(), all).text();
    } catch (InvalidInputException e) {
      return series;
    }
  }
}
