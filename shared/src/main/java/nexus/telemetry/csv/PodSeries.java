package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

  private PodSeries() {}

  /**
   * The series that a column is, told apart by the pod and what else its samples differ in.
   *
   * @param column samples by time
   * @param told the facts of each sample
   */
  static List<MetricColumn> of(MetricColumn column, List<GpuFacts> told) {
    Set<String> keys = new TreeSet<>();
    int first = 0;
    for (int i = 1; i < column.size(); i++) {
      first = column.time(i) == column.time(first) ? first : i;
      for (int j = first; j < i; j++) {
        if (Double.compare(column.value(i), column.value(j)) != 0) {
          addDifferent(told.get(i).attribution(), told.get(j).attribution(), keys);
        }
      }
    }
    if (keys.isEmpty()) {
      return List.of(column);
    }
    keys.add("pod");
    return split(column, told, keys);
  }

  /** Adds the labels in which two samples of one time differ. */
  private static void addDifferent(
      SortedMap<String, String> one, SortedMap<String, String> other, Set<String> keys) {
    if (!one.equals(other)) {
      GpuFacts.ATTRIBUTION.stream()
          .filter(key -> !Objects.equals(one.get(key), other.get(key)))
          .forEach(keys::add);
    }
  }

  private static SortedMap<String, String> labels(GpuFacts facts, Set<String> keys) {
    SortedMap<String, String> labels = new TreeMap<>(facts.attribution());
    labels.keySet().retainAll(keys);
    return labels;
  }

  private static List<MetricColumn> split(
      MetricColumn column, List<GpuFacts> told, Set<String> keys) {
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
