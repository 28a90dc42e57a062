package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.functions.Quantile;
import nexus.telemetry.promql.syntax.AggregateOp;

/** {@code topk}, {@code bottomk} and {@code quantile}: step by step, over all values of a group. */
final class Ranking {

  private Ranking() {}

  static void of(
      AggregateOp op, double[] parameter, Groups groups, List<Series> series, Collected to) {
    for (List<Integer> members : members(groups)) {
      for (int step = 0; step < parameter.length; step++) {
        if (op == AggregateOp.QUANTILE) {
          quantile(parameter[step], members, groups, series, step, to);
        } else {
          best(op, k(parameter[step]), members, series, step, to);
        }
      }
    }
    if (series.isEmpty() && op != AggregateOp.QUANTILE) {
      for (double k : parameter) {
        long unused = k(k); // a number that is none is one also of nothing
      }
    }
  }

  private static List<List<Integer>> members(Groups groups) {
    List<List<Integer>> members = new ArrayList<>();
    groups.labels().forEach(group -> members.add(new ArrayList<>()));
    for (int i = 0; i < groups.of().length; i++) {
      members.get(groups.of()[i]).add(i);
    }
    return members;
  }

  private static long k(double parameter) {
    if (!(Math.abs(parameter) <= Long.MAX_VALUE)) {
      throw new EvaluationException("Scalar value " + parameter + " overflows int64");
    }
    return (long) parameter;
  }

  private static void quantile(
      double q, List<Integer> members, Groups groups, List<Series> series, int step, Collected to) {
    double[] values = new double[members.size()];
    int size = 0;
    for (int i : members) {
      if (series.get(i).isAt(step)) {
        values[size++] = series.get(i).values()[step];
      }
    }
    if (size > 0) {
      to.put(groups.labels().get(groups.of()[members.get(0)]), step, Quantile.of(q, values, size));
    }
  }

  private static void best(
      AggregateOp op, long k, List<Integer> members, List<Series> series, int step, Collected to) {
    if (k < 1) {
      return;
    }
    BestValues best = new BestValues((int) Math.min(k, members.size()), op == AggregateOp.BOTTOMK);
    for (int i : members) {
      if (series.get(i).isAt(step)) {
        best.offer(series.get(i).values()[step], i);
      }
    }
    best.forEach((value, i) -> to.put(series.get(i).labels(), step, value));
  }
}
