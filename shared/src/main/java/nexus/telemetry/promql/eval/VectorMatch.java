package nexus.telemetry.promql.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Matching;

/**
 * An operator between the series of two vectors that belong together: of each number one on the
 * side of the one, and of the many where that is asked for.
 */
final class VectorMatch {

  private final Binary binary;
  private final Matching matching;
  private final Pairing pairing;
  private final boolean swapped;
  private final List<Series> many;
  private final List<Series> one;
  private final Collected to;

  /** Of each of the many the results with the one that it was last with. */
  private final int[] lastOne;

  private final Labels[] lastLabels;
  private final double[][] lastValues;
  private final Map<Long, Labels> known = new HashMap<>();

  VectorMatch(Binary binary, Pairing pairing, List<Series> left, List<Series> right, Collected to) {
    this.binary = binary;
    this.matching = binary.matching();
    this.pairing = pairing;
    this.swapped = matching.many() == Matching.Many.RIGHT;
    this.many = swapped ? right : left;
    this.one = swapped ? left : right;
    this.to = to;
    this.lastOne = new int[many.size()];
    Arrays.fill(lastOne, -1);
    this.lastLabels = new Labels[many.size()];
    this.lastValues = new double[many.size()][];
  }

  /** Works out all steps. */
  void run(int steps) {
    int[] oneOf = new int[pairing.count()];
    boolean[] matched = new boolean[pairing.count()];
    Map<Integer, Set<Labels>> results = new HashMap<>();
    for (int step = 0; step < steps; step++) {
      if (!isAny(many, step) || !isAny(one, step)) {
        continue;
      }
      Arrays.fill(oneOf, -1);
      Arrays.fill(matched, false);
      results.clear();
      findOnes(oneOf, step);
      for (int m = 0; m < many.size(); m++) {
        int number = number(m);
        if (many.get(m).isAt(step) && oneOf[number] >= 0) {
          match(m, oneOf[number], number, step, matched, results);
        }
      }
    }
  }

  private static boolean isAny(List<Series> series, int step) {
    for (Series some : series) {
      if (some.isAt(step)) {
        return true;
      }
    }
    return false;
  }

  private int number(int m) {
    return swapped ? pairing.right(m) : pairing.left(m);
  }

  private void findOnes(int[] oneOf, int step) {
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).isAt(step)) {
        continue;
      }
      int number = swapped ? pairing.left(i) : pairing.right(i);
      if (oneOf[number] >= 0) {
        throw new EvaluationException(
            "found duplicate series for the match group %s on the %s hand-side of the operation: [%s, %s];many-to-many matching not allowed: matching labels must be unique on one side"
                .formatted(
                    pairing.common(one.get(i).labels()),
                    swapped ? "left" : "right",
                    one.get(i).labels(),
                    one.get(oneOf[number]).labels()));
      }
      oneOf[number] = i;
    }
  }

  private void match(
      int m, int o, int number, int step, boolean[] matched, Map<Integer, Set<Labels>> results) {
    double ofMany = many.get(m).values()[step];
    double ofOne = one.get(o).values()[step];
    double left = swapped ? ofOne : ofMany;
    double right = swapped ? ofMany : ofOne;
    double value = Arithmetic.of(binary, left, right, left);
    if (Absent.is(value)) {
      return;
    }
    if (matching.many() == Matching.Many.NONE) {
      if (matched[number]) {
        throw new EvaluationException(
            "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)");
      }
      matched[number] = true;
    }
    find(m, o);
    if (matching.many() != Matching.Many.NONE
        && !results.computeIfAbsent(number, n -> new HashSet<>()).add(lastLabels[m])) {
      throw new EvaluationException(
          "multiple matches for labels: grouping labels must ensure unique matches");
    }
    Collected.put(lastValues[m], step, value);
  }

  private void find(int m, int o) {
    if (lastOne[m] != o) {
      lastOne[m] = o;
      lastLabels[m] =
          known.computeIfAbsent(
              (long) m * one.size() + o, pair -> labels(many.get(m).labels(), one.get(o).labels()));
      lastValues[m] = to.of(lastLabels[m]);
    }
  }

  private Labels labels(Labels ofMany, Labels ofOne) {
    Labels labels = Arithmetic.dropsName(binary) ? ofMany.withoutName() : ofMany;
    if (matching.many() == Matching.Many.NONE) {
      SortedMap<String, String> some = labels.toMap();
      if (matching.on()) {
        some.keySet().retainAll(matching.labels());
      } else {
        some.keySet().removeAll(matching.labels());
      }
      labels = Labels.of(some);
    }
    for (String name : matching.include()) {
      labels = labels.with(name, ofOne.get(name));
    }
    return labels;
  }
}
