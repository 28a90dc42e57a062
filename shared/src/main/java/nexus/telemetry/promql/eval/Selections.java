package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Limits;
import nexus.telemetry.promql.SeriesSource;
import nexus.telemetry.promql.SeriesSource.SeriesSink;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.syntax.At;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Expr.MatrixSelector;
import nexus.telemetry.promql.syntax.Expr.Subquery;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;

/** Reads what selectors select, each series once, and of it what the steps need. */
final class Selections {

  /** How far the steps of a subquery are apart where nothing is said. */
  private static final long SUBQUERY_STEP_MS = 60_000;

  private final SeriesSource source;
  private final Budget budget;
  private final Steps query;
  private final Evaluator evaluator;

  Selections(SeriesSource source, Budget budget, Steps query, Evaluator evaluator) {
    this.source = source;
    this.budget = budget;
    this.query = query;
    this.evaluator = evaluator;
  }

  /** When a selector looks, at each step. */
  private final class When {
    private final At at;
    private final long offsetMs;

    When(At at, long offsetMs) {
      this.at = at;
      this.offsetMs = offsetMs;
    }

    long of(long stepMs) {
      return at.of(stepMs, query.startMs(), query.endMs()) - offsetMs;
    }

    long first(Steps steps) {
      return of(steps.startMs());
    }

    long last(Steps steps) {
      return of(steps.endMs());
    }
  }

  /** The newest value of each series at each step, if it is not older than the lookback. */
  List<Series> values(VectorSelector selector, Steps steps) {
    return newest(selector, steps, (time, value) -> value);
  }

  /** Likewise the times of these values, in seconds. */
  List<Series> times(VectorSelector selector, Steps steps) {
    return newest(selector, steps, (time, value) -> time / 1000.0);
  }

  private interface Told {
    double of(long time, double value);
  }

  private List<Series> newest(VectorSelector selector, Steps steps, Told told) {
    When when = new When(selector.at(), selector.offsetMs());
    List<Series> series = new ArrayList<>();
    source.read(
        selector.matchers(),
        when.first(steps) - Limits.LOOKBACK_MS,
        when.last(steps),
        (labels, times, values, size) -> {
          budget.checkTime();
          budget.hold(steps.count());
          double[] newest = new double[steps.count()];
          int next = 0;
          for (int i = 0; i < newest.length; i++) {
            long at = when.of(steps.time(i));
            while (next < size && times[next] <= at) {
              next++;
            }
            boolean there = next > 0 && times[next - 1] >= at - Limits.LOOKBACK_MS;
            newest[i] = there ? told.of(times[next - 1], values[next - 1]) : Absent.VALUE;
          }
          series.add(new Series(labels, newest));
          budget.checkSeries(series.size());
        });
    series.sort(Comparator.comparing(Series::labels));
    return series;
  }

  /** The stretch of time before a step of which a range expression has the samples. */
  static final class Range {
    private final When when;
    private final long rangeMs;

    private Range(When when, long rangeMs) {
      this.when = when;
      this.rangeMs = rangeMs;
    }

    long startMs(long stepMs) {
      return when.of(stepMs) - rangeMs;
    }

    long endMs(long stepMs) {
      return when.of(stepMs);
    }
  }

  /** Which stretch of time a range expression is of. */
  Range range(Expr expr) {
    if (expr instanceof MatrixSelector matrix) {
      VectorSelector vector = matrix.vector();
      return new Range(new When(vector.at(), vector.offsetMs()), matrix.rangeMs());
    }
    Subquery sub = (Subquery) expr;
    return new Range(new When(sub.at(), sub.offsetMs()), sub.rangeMs());
  }

  /** Hands over the series of a range expression, with all samples that the steps need. */
  void read(Expr expr, Steps steps, SeriesSink sink) {
    Range range = range(expr);
    if (expr instanceof MatrixSelector matrix) {
      int[] count = {0};
      source.read(
          matrix.vector().matchers(),
          range.startMs(steps.startMs()),
          range.endMs(steps.endMs()),
          (labels, times, values, size) -> {
            budget.checkTime();
            budget.checkSeries(++count[0]);
            sink.series(labels, times, values, size);
          });
    } else {
      subquery((Subquery) expr, range, steps, sink);
    }
  }

  private void subquery(Subquery sub, Range range, Steps steps, SeriesSink sink) {
    long stepMs = sub.stepMs() == 0 ? SUBQUERY_STEP_MS : sub.stepMs();
    long fromMs = range.startMs(steps.startMs());
    long firstMs = stepMs * (fromMs / stepMs); // a multiple of the step, towards zero
    if (firstMs < fromMs) {
      firstMs += stepMs;
    }
    long lastMs = range.endMs(steps.endMs());
    if (firstMs > lastMs) {
      return;
    }
    if ((lastMs - firstMs) / stepMs >= budget.limits().points()) {
      throw new EvaluationException("a subquery has too many steps: give it a longer one");
    }
    Steps inner = Steps.between(firstMs, lastMs, stepMs);
    for (Series series : evaluator.vector(sub.expr(), inner)) {
      long[] times = new long[inner.count()];
      double[] values = new double[inner.count()];
      int size = 0;
      for (int i = 0; i < inner.count(); i++) {
        if (series.isAt(i)) {
          times[size] = inner.time(i);
          values[size++] = series.values()[i];
        }
      }
      if (size > 0) {
        sink.series(series.labels(), times, values, size);
      }
    }
  }

  /** The samples of a range expression at one step, ascending by labels. */
  List<Points> points(Expr expr, Steps step) {
    Range range = range(expr);
    List<Points> points = new ArrayList<>();
    read(
        expr,
        step,
        (labels, times, values, size) -> {
          int from = firstAtOrAfter(times, size, range.startMs(step.startMs()));
          int to = firstAtOrAfter(times, size, range.endMs(step.startMs()) + 1);
          if (from < to) {
            budget.hold(to - from);
            points.add(new Points(labels, times, values, from, to));
          }
        });
    points.sort(Comparator.comparing(Points::labels));
    return points;
  }

  private static int firstAtOrAfter(long[] times, int size, long timeMs) {
    int at = Arrays.binarySearch(times, 0, size, timeMs);
    return at < 0 ? -at - 1 : at;
  }
}
