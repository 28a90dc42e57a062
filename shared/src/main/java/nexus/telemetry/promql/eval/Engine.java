package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.QueryTimeoutException;
import nexus.telemetry.promql.SeriesSource;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.ValueType;

/**
 * Works out expressions, as Prometheus 2.42 does. Both methods throw {@link EvaluationException}
 * where that cannot be done, or takes more than is allowed, and {@link QueryTimeoutException} where
 * it takes too long.
 */
public final class Engine {

  private final SeriesSource source;
  private final Budget budget;

  /**
   * @param source where series come from
   * @param budget what may be taken; of one query
   */
  public Engine(SeriesSource source, Budget budget) {
    this.source = source;
    this.budget = budget;
  }

  /** The value at a time, its series in the order that the expression gives them. */
  public Value instant(Expr expr, long timeMs) {
    Steps steps = Steps.at(timeMs);
    Evaluator evaluator = new Evaluator(source, budget, steps);
    return switch (expr.type()) {
      case SCALAR -> new Value.Scalar(evaluator.scalar(expr, steps));
      case VECTOR -> new Value.Vector(inAll(evaluator.vector(expr, steps)));
      case MATRIX -> new Value.Matrix(evaluator.matrix(expr, steps));
      case STRING -> new Value.Text(evaluator.text(expr));
    };
  }

  /**
   * The value at each step, its series ascending by labels; a scalar is one without labels.
   *
   * @throws SyntaxException when the expression has no value that is one at a time
   */
  public List<Series> range(Expr expr, Steps steps) {
    Evaluator evaluator = new Evaluator(source, budget, steps);
    if (expr.type() == ValueType.SCALAR) {
      return List.of(new Series(Labels.EMPTY, evaluator.scalar(expr, steps)));
    } else if (expr.type() != ValueType.VECTOR) {
      throw new SyntaxException(
          "invalid expression type \""
              + expr.type().documented()
              + "\" for range query, must be Scalar or instant Vector");
    }
    List<Series> series = inAll(evaluator.vector(expr, steps));
    series.sort(Comparator.comparing(Series::labels));
    return series;
  }

  private static List<Series> inAll(List<Series> all) {
    List<Series> series = new ArrayList<>(all);
    series.removeIf(Series::isEmpty);
    return series;
  }
}
