package nexus.telemetry.promql.eval;

import java.util.Arrays;
import java.util.List;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.SeriesSource;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.functions.LabelNames;
import nexus.telemetry.promql.syntax.AggregateOp;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Expr.Aggregate;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.Expr.NumberLiteral;
import nexus.telemetry.promql.syntax.Expr.Paren;
import nexus.telemetry.promql.syntax.Expr.Sign;
import nexus.telemetry.promql.syntax.Expr.StringLiteral;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;
import nexus.telemetry.promql.syntax.ValueType;

/** Works out the parts of an expression, each for all its steps. */
final class Evaluator {

  private final Budget budget;
  private final Selections selections;
  private final RangeCalls rangeCalls;
  private final VectorCalls vectorCalls;

  /**
   * @param query steps of the query, which {@code @ start()} and {@code @ end()} mean
   */
  Evaluator(SeriesSource source, Budget budget, Steps query) {
    this.budget = budget;
    this.selections = new Selections(source, budget, query, this);
    this.rangeCalls = new RangeCalls(selections, this, budget);
    this.vectorCalls = new VectorCalls(selections, this, budget);
  }

  /** The text of an expression that is one. */
  String text(Expr expr) {
    return ((StringLiteral) expr.bare()).value();
  }

  /** The numbers of a scalar expression. */
  double[] scalar(Expr expr, Steps steps) {
    budget.checkTime();
    if (expr instanceof NumberLiteral number) {
      double[] values = new double[steps.count()];
      Arrays.fill(values, number.value());
      return values;
    } else if (expr instanceof Paren paren) {
      return scalar(paren.expr(), steps);
    } else if (expr instanceof Sign sign) {
      double[] values = scalar(sign.expr(), steps);
      return sign.negative() ? Arrays.stream(values).map(value -> -value).toArray() : values;
    } else if (expr instanceof Binary binary) {
      return Arithmetic.scalars(
          binary.op(), scalar(binary.left(), steps), scalar(binary.right(), steps));
    }
    return vectorCalls.scalar((Call) expr, steps);
  }

  /** The series of a vector expression. */
  List<Series> vector(Expr expr, Steps steps) {
    budget.checkTime();
    if (expr instanceof VectorSelector selector) {
      return selections.values(selector, steps);
    } else if (expr instanceof Paren paren) {
      return vector(paren.expr(), steps);
    } else if (expr instanceof Sign sign) {
      return sign.negative()
          ? negated(vector(sign.expr(), steps), steps)
          : vector(sign.expr(), steps);
    } else if (expr instanceof Binary binary) {
      return binary(binary, steps);
    } else if (expr instanceof Aggregate aggregate) {
      return aggregate(aggregate, steps);
    }
    return call((Call) expr, steps);
  }

  /** The series of a range expression, which has one step. */
  List<Points> matrix(Expr expr, Steps step) {
    return selections.points(expr.bare(), step);
  }

  private List<Series> call(Call call, Steps steps) {
    String name = call.function().name();
    if (name.startsWith("histogram_")) {
      throw new EvaluationException(name + "() is not supported: no histograms are stored");
    }
    boolean ofRange = call.function().arguments().contains(ValueType.MATRIX);
    return ofRange ? rangeCalls.call(call, steps) : vectorCalls.call(call, steps);
  }

  private List<Series> negated(List<Series> series, Steps steps) {
    Collected collected = new Collected(steps, budget);
    for (Series one : series) {
      double[] values = one.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = Absent.is(values[i]) ? Absent.VALUE : -values[i];
      }
      collected.addOnly(one.labels().withoutName(), values);
    }
    return collected.vector().series();
  }

  private List<Series> binary(Binary binary, Steps steps) {
    if (binary.left().type() == ValueType.SCALAR) {
      double[] left = scalar(binary.left(), steps);
      return Arithmetic.withScalar(
          binary, vector(binary.right(), steps), left, true, new Collected(steps, budget));
    } else if (binary.right().type() == ValueType.SCALAR) {
      List<Series> left = vector(binary.left(), steps);
      double[] right = scalar(binary.right(), steps);
      return Arithmetic.withScalar(binary, left, right, false, new Collected(steps, budget));
    }
    List<Series> left = vector(binary.left(), steps);
    List<Series> right = vector(binary.right(), steps);
    Pairing pairing = new Pairing(binary.matching(), left, right);
    Collected collected = new Collected(steps, budget);
    if (binary.op().isSet()) {
      SetOperation.of(binary.op(), pairing, left, right, steps, collected);
    } else {
      new VectorMatch(binary, pairing, left, right, collected).run(steps.count());
    }
    return collected.vector().series();
  }

  private List<Series> aggregate(Aggregate aggregate, Steps steps) {
    Collected collected = new Collected(steps, budget);
    if (aggregate.op() == AggregateOp.COUNT_VALUES) {
      String label = text(aggregate.parameter().orElseThrow());
      if (!LabelNames.isName(label)) {
        throw new EvaluationException("invalid label name \"" + label + "\"");
      }
      CountValues.of(aggregate, label, vector(aggregate.expr(), steps), steps, collected);
    } else if (aggregate.parameter().isPresent()) {
      double[] parameter = scalar(aggregate.parameter().get(), steps);
      List<Series> series = vector(aggregate.expr(), steps);
      Groups groups = Groups.of(aggregate, series);
      Ranking.of(aggregate.op(), parameter, groups, series, collected);
    } else {
      List<Series> series = vector(aggregate.expr(), steps);
      Aggregation.of(aggregate.op(), Groups.of(aggregate, series), series, steps, collected);
    }
    return collected.vector().series();
  }
}
