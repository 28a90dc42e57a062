package nexus.telemetry.promql.syntax;

/** An operator between two expressions. */
public enum BinaryOp {
  OR("or", 1),
  AND("and", 2),
  UNLESS("unless", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  GREATER(">", 3),
  LESS("<", 3),
  GREATER_OR_EQUAL(">=", 3),
  LESS_OR_EQUAL("<=", 3),
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  ATAN2("atan2", 5),
  POWER("^", 6);

  /** What a sign before an expression binds as. */
  static final int SIGN_PRECEDENCE = MULTIPLY.precedence;

  private final String sign;
  private final int precedence;

  BinaryOp(String sign, int precedence) {
    this.sign = sign;
    this.precedence = precedence;
  }

  /** As it is written. */
  public String sign() {
    return sign;
  }

  /** The greater, the tighter it binds. */
  int precedence() {
    return precedence;
  }

  /** Whether {@code a op b op c} is {@code a op (b op c)}. */
  boolean isRightAssociative() {
    return this == POWER;
  }

  /** Whether it compares, and so keeps or drops. */
  public boolean isComparison() {
    return precedence == EQUAL.precedence;
  }

  /** Whether it is of sets of series. */
  public boolean isSet() {
    return precedence <= AND.precedence;
  }

  /** Whether its answers lose the metric's name. */
  public boolean dropsName() {
    return switch (this) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER -> true;
      default -> false;
    };
  }
}
