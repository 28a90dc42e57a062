package nexus.telemetry.promql.eval;

import java.util.List;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.functions.ValueFunctions;
import nexus.telemetry.promql.syntax.BinaryOp;
import nexus.telemetry.promql.syntax.Expr.Binary;

/** Operators between numbers, and between series and numbers. */
final class Arithmetic {

  private Arithmetic() {}

  /** What an operator that does not compare yields. */
  static double of(BinaryOp op, double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> ValueFunctions.power(left, right);
      case ATAN2 -> Math.atan2(left, right);
      default -> throw new IllegalArgumentException(op + " is no arithmetic");
    };
  }

  /** Whether a comparison holds. */
  static boolean holds(BinaryOp op, double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case LESS -> left < right;
      case GREATER_OR_EQUAL -> left >= right;
      case LESS_OR_EQUAL -> left <= right;
      default -> throw new IllegalArgumentException(op + " is no comparison");
    };
  }

  /** A comparison's value is what was kept, or 1 and 0; of all others the result. */
  static double of(Binary binary, double left, double right, double kept) {
    BinaryOp op = binary.op();
    if (!op.isComparison()) {
      return of(op, left, right);
    }
    boolean holds = holds(op, left, right);
    if (binary.bool()) {
      return holds ? 1 : 0;
    }
    return holds ? kept : Absent.VALUE;
  }

  /** Whether the series that come out have no metric's name. */
  static boolean dropsName(Binary binary) {
    return binary.op().dropsName() || binary.bool();
  }

  static double[] scalars(BinaryOp op, double[] left, double[] right) {
    double[] results = new double[left.length];
    for (int i = 0; i < results.length; i++) {
      results[i] =
          op.isComparison() ? (holds(op, left[i], right[i]) ? 1 : 0) : of(op, left[i], right[i]);
    }
    return results;
  }

  /**
   * Each value with the number of its step.
   *
   * @param numberFirst whether the number stands on the left
   */
  static List<Series> withScalar(
      Binary binary, List<Series> series, double[] numbers, boolean numberFirst, Collected to) {
    for (Series one : series) {
      double[] results = new double[numbers.length];
      for (int i = 0; i < results.length; i++) {
        double value = one.values()[i];
        double left = numberFirst ? numbers[i] : value;
        double right = numberFirst ? value : numbers[i];
        results[i] = Absent.is(value) ? Absent.VALUE : of(binary, left, right, value);
      }
      to.add(dropsName(binary) ? one.labels().withoutName() : one.labels(), results);
    }
    return to.vector().series();
  }
}
