package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.functions.Absent;

/** Series that come out of an operation: one of the same labels at a step at most. */
final class Collected {

  private final Steps steps;
  private final Budget budget;
  private final Map<Labels, double[]> byLabels = new LinkedHashMap<>();

  Collected(Steps steps, Budget budget) {
    this.steps = steps;
    this.budget = budget;
  }

  static EvaluationException sameLabels() {
    return new EvaluationException("vector cannot contain metrics with the same labelset");
  }

  /** Sets a value. */
  void put(Labels labels, int step, double value) {
    put(of(labels), step, value);
  }

  /** The values of a series, to be set. */
  double[] of(Labels labels) {
    double[] values = byLabels.get(labels);
    if (values == null) {
      budget.hold(steps.count());
      values = Absent.array(steps.count());
      byLabels.put(labels, values);
    }
    return values;
  }

  /** Sets a value of those that {@link #of} gave. */
  static void put(double[] values, int step, double value) {
    if (!Absent.is(values[step])) {
      throw sameLabels();
    }
    values[step] = value;
  }

  /** Adds a series, which may go on where another of its labels ended. */
  void add(Labels labels, double[] values) {
    double[] there = byLabels.putIfAbsent(labels, values);
    if (there == null) {
      budget.hold(steps.count());
      return;
    }
    double[] both = there.clone();
    for (int i = 0; i < both.length; i++) {
      if (!Absent.is(values[i])) {
        put(both, i, values[i]);
      }
    }
    byLabels.put(labels, both);
  }

  /** Adds a series, of whose labels there must be no other, whatever the step. */
  void addOnly(Labels labels, double[] values) {
    if (byLabels.putIfAbsent(labels, values) != null) {
      throw sameLabels();
    }
    budget.hold(steps.count());
  }

  /** The series in the order in which they came. */
  Value.Vector vector() {
    List<Series> series = new ArrayList<>(byLabels.size());
    byLabels.forEach((labels, values) -> series.add(new Series(labels, values)));
    return new Value.Vector(series);
  }
}
