package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/**
 * Tells the series of several pods on one GPU apart, where they are several: where samples of one
 * time differ in pod and in value. Samples that differ in pod alone are one that was told several
 * times.
 */
public final class PodSeries {

  private PodSeries() {}

  /**
   * The series that a column is, told apart by the pod and what else its samples differ in.
   *
   * @param column samples by time
   * @param told the facts of each sample
   */
  public static List<MetricColumn> of(MetricColumn column, List<GpuFacts> told) {
    Set<String> keys = new TreeSet<>();
    int first = 0;
    for (int next = 1; next <= column.size(); next++) {
      if (next == column.size() || column.time(next) != column.time(first)) {
        addDifferent(column, told, first, next, keys);
        first = next;
      }
    }
    if (keys.isEmpty()) {
      return List.of(column);
    }
    keys.add("pod");
    return split(column, told, keys);
  }

  /**
   * Adds the labels in which samples of one time differ that differ in value, too. Where there are
   * two values and two values of a label, there are two samples that differ in both.
   */
  private static void addDifferent(
      MetricColumn column, List<GpuFacts> told, int from, int to, Set<String> keys) {
    boolean same = true;
    for (int i = from + 1; i < to; i++) {
      same &= Double.compare(column.value(i), column.value(from)) == 0;
    }
    for (String key : same ? Set.<String>of() : GpuFacts.ATTRIBUTION) {
      String value = told.get(from).labels().get(key);
      if (told.subList(from, to).stream()
          .anyMatch(one -> !Objects.equals(one.labels().get(key), value))) {
        keys.add(key);
      }
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
    if (byName.size() > Rules.MAX_METRICS) {
      return List.of(column);
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
