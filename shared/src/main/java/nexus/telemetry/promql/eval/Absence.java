package nexus.telemetry.promql.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Expr.MatrixSelector;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;

/** One where there is no series at all. */
final class Absence {

  private Absence() {}

  /**
   * The one series, or none.
   *
   * @param expr what there might be, of which the labels are told that must be equal
   * @param series what there is
   */
  static List<Series> of(Expr expr, List<Series> series, Collected collected, Steps steps) {
    double[] values = new double[steps.count()];
    for (int i = 0; i < values.length; i++) {
      int step = i;
      values[i] = series.stream().anyMatch(one -> one.isAt(step)) ? Absent.VALUE : 1;
    }
    collected.add(labels(expr), values);
    return collected.vector().series();
  }

  private static Labels labels(Expr expr) {
    List<Matcher> matchers = List.of();
    if (expr instanceof VectorSelector vector) {
      matchers = vector.matchers();
    } else if (expr instanceof MatrixSelector matrix) {
      matchers = matrix.vector().matchers();
    }
    SortedMap<String, String> labels = new TreeMap<>();
    Set<String> told = new HashSet<>();
    for (Matcher matcher : matchers) {
      boolean equal = matcher.op() == Matcher.Op.EQUAL;
      if (equal && !matcher.name().equals(Labels.NAME) && told.add(matcher.name())) {
        labels.put(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return Labels.of(labels);
  }
}
