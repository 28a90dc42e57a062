package nexus.telemetry.promql.syntax;

import java.util.List;
import java.util.function.Function;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Expr.Aggregate;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Expr.Call;

/** Checks that the parts of an expression have the types that they must. */
final class Types {

  private Types() {}

  static void check(Binary binary, Function<String, SyntaxException> fault) {
    BinaryOp op = binary.op();
    Matching matching = binary.matching();
    boolean scalars = binary.type() == ValueType.SCALAR;
    require(
        !binary.bool() || op.isComparison(),
        fault,
        "bool modifier can only be used on comparison operators");
    require(
        !op.isComparison() || binary.bool() || !scalars,
        fault,
        "comparisons between scalars must use BOOL modifier");
    for (String label : matching.on() ? matching.labels() : List.<String>of()) {
      require(
          !matching.include().contains(label),
          fault,
          "label \"" + label + "\" must not occur in ON and GROUP clause at once");
    }
    require(
        isOperand(binary.left()) && isOperand(binary.right()),
        fault,
        "binary expression must contain only scalar and instant vector types");
    boolean vectors =
        binary.left().type() == ValueType.VECTOR && binary.right().type() == ValueType.VECTOR;
    require(
        vectors || matching.labels().isEmpty(),
        fault,
        "vector matching only allowed between instant vectors");
    require(
        !op.isSet() || vectors,
        fault,
        "set operator \"" + op.sign() + "\" not allowed in binary scalar expression");
    require(
        !op.isSet() || matching.many() == Matching.Many.NONE,
        fault,
        "no grouping allowed for \"" + op.sign() + "\" operation");
  }

  private static boolean isOperand(Expr expr) {
    return expr.type() == ValueType.SCALAR || expr.type() == ValueType.VECTOR;
  }

  static void checkSign(Expr expr, Function<String, SyntaxException> fault) {
    require(
        isOperand(expr),
        fault,
        "unary expression only allowed on expressions of type scalar or instant vector, got \""
            + expr.type().documented()
            + "\"");
  }

  static void check(Aggregate aggregate, Function<String, SyntaxException> fault) {
    expect(aggregate.expr(), ValueType.VECTOR, "aggregation expression", fault);
    ValueType parameter =
        aggregate.op() == AggregateOp.COUNT_VALUES ? ValueType.STRING : ValueType.SCALAR;
    aggregate.parameter().ifPresent(one -> expect(one, parameter, "aggregation parameter", fault));
  }

  static void check(Call call, Function<String, SyntaxException> fault) {
    Signature function = call.function();
    int given = call.arguments().size();
    int named = function.arguments().size();
    String name = "\"" + function.name() + "\"";
    if (function.more() == 0) {
      require(
          given == named,
          fault,
          "expected %d argument(s) in call to %s, got %d".formatted(named, name, given));
    } else {
      require(
          given >= named - 1,
          fault,
          "expected at least %d argument(s) in call to %s, got %d"
              .formatted(named - 1, name, given));
      int most = named - 1 + function.more();
      require(
          function.more() < 0 || given <= most,
          fault,
          "expected at most %d argument(s) in call to %s, got %d".formatted(most, name, given));
    }
    for (int i = 0; i < given; i++) {
      expect(call.arguments().get(i), function.argument(i), "call to function " + name, fault);
    }
  }

  private static void expect(
      Expr expr, ValueType type, String where, Function<String, SyntaxException> fault) {
    require(
        expr.type() == type,
        fault,
        "expected type "
            + type.documented()
            + " in "
            + where
            + ", got "
            + expr.type().documented());
  }

  private static void require(
      boolean holds, Function<String, SyntaxException> fault, String message) {
    if (!holds) {
      throw fault.apply(message);
    }
  }
}
