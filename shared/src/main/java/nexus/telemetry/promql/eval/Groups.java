package nexus.telemetry.promql.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.syntax.Expr.Aggregate;

/**
 * Which series are aggregated together.
 *
 * @param labels of each group, in the order of their first series
 * @param of the group of each series
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
record Groups(List<Labels> labels, int[] of) {

  static Groups of(Aggregate aggregate, List<Series> series) {
    Map<Labels, Integer> numbers = new LinkedHashMap<>();
    int[] of =
        series.stream()
            .mapToInt(
                one ->
                    numbers.computeIfAbsent(key(aggregate, one.labels()), labels -> numbers.size()))
            .toArray();
    return new Groups(List.copyOf(numbers.keySet()), of);
  }

  /** The labels of the group that a series is in. */
  static Labels key(Aggregate aggregate, Labels labels) {
    return aggregate.without()
        ? labels.without(aggregate.grouping())
        : labels.keeping(aggregate.grouping());
  }
}
