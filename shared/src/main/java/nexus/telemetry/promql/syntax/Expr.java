package nexus.telemetry.promql.syntax;

import java.util.List;
import java.util.Optional;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;

/** An expression. */
public sealed interface Expr {

  /** What it has for its value. */
  ValueType type();

  /** Itself, without parentheses around it. */
  default Expr bare() {
    return this;
  }

  /** A number. */
  record NumberLiteral(double value) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** A text. */
  record StringLiteral(String value) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /**
   * Series at a time.
   *
   * @param matchers what they must be, the metric's name among them
   * @param offsetMs how long before
   * @param at before which time
   */
  record VectorSelector(List<Matcher> matchers, long offsetMs, At at) implements Expr {

    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    /** The metric, where one is named. */
    public Optional<String> metric() {
      return matchers.stream()
          .filter(one -> one.name().equals(Labels.NAME) && one.op() == Matcher.Op.EQUAL)
          .map(Matcher::value)
          .findFirst();
    }
  }

  /**
   * Samples of series up to a time.
   *
   * @param vector of which series, and when
   * @param rangeMs how far back
   */
  record MatrixSelector(VectorSelector vector, long rangeMs) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /**
   * An expression at several times.
   *
   * @param stepMs how far they are apart; 0 where that is not said
   */
  record Subquery(Expr expr, long rangeMs, long stepMs, long offsetMs, At at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /**
   * A vector aggregated.
   *
   * @param parameter empty where the operator has none
   * @param grouping names of labels
   * @param without whether these are left out, else kept
   */
  record Aggregate(
      AggregateOp op, Optional<Expr> parameter, Expr expr, List<String> grouping, boolean without)
      implements Expr {

    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /** A function of its arguments. */
  record Call(Signature function, List<Expr> arguments) implements Expr {

    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.returns();
    }
  }

  /**
   * Two expressions and what is between them.
   *
   * @param bool whether a comparison answers 0 and 1 instead of dropping
   */
  record Binary(BinaryOp op, Expr left, Expr right, Matching matching, boolean bool)
      implements Expr {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  /** An expression with a sign. */
  record Sign(boolean negative, Expr expr) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /** An expression in parentheses. */
  record Paren(Expr expr) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }

    @Override
    public Expr bare() {
      return expr.bare();
    }
  }
}
