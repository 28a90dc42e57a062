package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.functions.PlainNumber;
import nexus.telemetry.promql.syntax.Expr.Aggregate;

/** {@code count_values}: how many series have a value, which becomes a label. */
final class CountValues {

  private CountValues() {}

  static void of(
      Aggregate aggregate, String label, List<Series> series, Steps steps, Collected to) {
    List<String> kept = new ArrayList<>(aggregate.grouping());
    kept.add(label);
    for (int step = 0; step < steps.count(); step++) {
      Map<Labels, Integer> counts = new LinkedHashMap<>();
      for (Series one : series) {
        if (one.isAt(step)) {
          Labels labels = one.labels().with(label, PlainNumber.of(one.values()[step]));
          counts.merge(
              aggregate.without() ? labels.without(aggregate.grouping()) : labels.keeping(kept),
              1,
              Integer::sum);
        }
      }
      int at = step;
      counts.forEach((labels, count) -> to.put(labels, at, count));
    }
  }
}
