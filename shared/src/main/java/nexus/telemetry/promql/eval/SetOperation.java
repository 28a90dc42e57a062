package nexus.telemetry.promql.eval;

import java.util.Arrays;
import java.util.List;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.syntax.BinaryOp;

/** {@code and}, {@code or} and {@code unless}. */
final class SetOperation {

  private SetOperation() {}

  static void of(
      BinaryOp op,
      Pairing pairing,
      List<Series> left,
      List<Series> right,
      Steps steps,
      Collected to) {
    boolean[] there = new boolean[pairing.count()];
    double[][] fromLeft = arrays(left.size(), steps);
    double[][] fromRight = op == BinaryOp.OR ? arrays(right.size(), steps) : new double[0][];
    for (int step = 0; step < steps.count(); step++) {
      Arrays.fill(there, false);
      if (op == BinaryOp.OR) {
        mark(there, left, pairing::left, step);
        keep(left, fromLeft, step, i -> true);
        keep(right, fromRight, step, i -> !there[pairing.right(i)]);
      } else {
        mark(there, right, pairing::right, step);
        boolean wanted = op == BinaryOp.AND;
        keep(left, fromLeft, step, i -> there[pairing.left(i)] == wanted);
      }
    }
    add(left, fromLeft, to);
    add(right, fromRight, to);
  }

  private static double[][] arrays(int series, Steps steps) {
    double[][] arrays = new double[series][];
    Arrays.setAll(arrays, i -> Absent.array(steps.count()));
    return arrays;
  }

  private interface Numbered {
    int of(int i);
  }

  private static void mark(boolean[] there, List<Series> series, Numbered number, int step) {
    for (int i = 0; i < series.size(); i++) {
      if (series.get(i).isAt(step)) {
        there[number.of(i)] = true;
      }
    }
  }

  private interface Wanted {
    boolean test(int i);
  }

  private static void keep(List<Series> series, double[][] kept, int step, Wanted wanted) {
    for (int i = 0; i < series.size(); i++) {
      if (series.get(i).isAt(step) && wanted.test(i)) {
        kept[i][step] = series.get(i).values()[step];
      }
    }
  }

  private static void add(List<Series> series, double[][] kept, Collected to) {
    for (int i = 0; i < kept.length; i++) {
      to.add(series.get(i).labels(), kept[i]);
    }
  }
}
