package nexus.telemetry.promql.eval;

import java.util.List;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.functions.ValueFunctions;
import nexus.telemetry.promql.syntax.AggregateOp;

/** Aggregates of which one value a step is kept: series after series is added to its group. */
final class Aggregation {

  private final AggregateOp op;
  private final double[] values;
  private final double[] means;
  private final int[] counts;

  private Aggregation(AggregateOp op, int steps) {
    this.op = op;
    this.values = new double[steps];
    this.means = new double[steps];
    this.counts = new int[steps];
  }

  static void of(AggregateOp op, Groups groups, List<Series> series, Steps steps, Collected to) {
    Aggregation[] all = new Aggregation[groups.labels().size()];
    for (int i = 0; i < series.size(); i++) {
      int group = groups.of()[i];
      if (all[group] == null) {
        all[group] = new Aggregation(op, steps.count());
      }
      all[group].add(series.get(i).values());
    }
    for (int group = 0; group < all.length; group++) {
      to.add(groups.labels().get(group), all[group].results());
    }
  }

  private void add(double[] added) {
    for (int i = 0; i < added.length; i++) {
      if (!Absent.is(added[i])) {
        add(i, added[i]);
      }
    }
  }

  private void add(int step, double value) {
    boolean first = counts[step]++ == 0;
    switch (op) {
      case SUM -> values[step] = first ? value : values[step] + value;
      case MIN -> {
        if (first || values[step] > value || Double.isNaN(values[step])) {
          values[step] = value;
        }
      }
      case MAX -> {
        if (first || values[step] < value || Double.isNaN(values[step])) {
          values[step] = value;
        }
      }
      case AVG -> means[step] = first ? value : mean(means[step], value, counts[step]);
      case STDDEV, STDVAR -> {
        double delta = first ? 0 : value - means[step];
        means[step] = first ? value : means[step] + delta / counts[step];
        values[step] += first ? 0 : delta * (value - means[step]);
      }
      default -> {}
    }
  }

  private static double mean(double mean, double value, double count) {
    return ValueFunctions.keepsInfinite(mean, value) ? mean : mean + value / count - mean / count;
  }

  private double[] results() {
    double[] results = new double[values.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = counts[i] == 0 ? Absent.VALUE : result(i);
    }
    return results;
  }

  private double result(int step) {
    return switch (op) {
      case AVG -> means[step];
      case COUNT -> counts[step];
      case GROUP -> 1;
      case STDDEV -> Math.sqrt(values[step] / counts[step]);
      case STDVAR -> values[step] / counts[step];
      default -> values[step];
    };
  }
}
