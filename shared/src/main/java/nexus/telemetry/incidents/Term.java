package nexus.telemetry.incidents;

import java.util.Optional;

/**
 * A comparison of a field's value with a number, or with another field's value of the same time.
 *
 * @param field canonical name of the field
 * @param comparison how they are compared
 * @param other the other field; empty for a number
 * @param factor by which the other field's value is multiplied
 * @param number the number, or what is added to the other field's value
 */
record Term(
    String field, Comparison comparison, Optional<String> other, double factor, double number) {

  /** How two values are compared. */
  enum Comparison {
    ABOVE(">"),
    AT_LEAST(">="),
    BELOW("<"),
    AT_MOST("<="),
    EQUAL("="),
    OTHER("!="),
    /** Whether any bit of the second is in the first. */
    ANY_BIT("&");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /**
   * Whether it holds.
   *
   * @param value the field's value
   * @param otherValue the other field's value; 0 where there is none
   */
  boolean holds(double value, double otherValue) {
    double bound = otherValue * factor + number;
    return switch (comparison) {
      case ABOVE -> value > bound;
      case AT_LEAST -> value >= bound;
      case BELOW -> value < bound;
      case AT_MOST -> value <= bound;
      case EQUAL -> value == bound;
      case OTHER -> value != bound;
      case ANY_BIT -> ((long) value & (long) bound) != 0;
    };
  }
}
