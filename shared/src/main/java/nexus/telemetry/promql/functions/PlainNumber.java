package nexus.telemetry.promql.functions;

import java.math.BigDecimal;

/** Numbers as Go writes them: without an exponent, with no more digits than tell them apart. */
public final class PlainNumber {

  private PlainNumber() {}

  /** The number without an exponent, however long it is then. */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      boolean negativeZero = value == 0 && 1 / value < 0;
      return negativeZero ? "-0" : Long.toString((long) value);
    }
    String text = Double.toString(value);
    if (text.indexOf('E') < 0) {
      return text;
    }
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** The number as answers have it: very small and very large ones with an exponent. */
  public static String inAnswer(double value) {
    double size = Math.abs(value);
    if (size == 0 || !Double.isFinite(value) || (size >= 1e-6 && size < 1e21)) {
      return of(value);
    }
    String text = BigDecimal.valueOf(value).stripTrailingZeros().unscaledValue().toString();
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    int exponent = exponent(value);
    String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "");
    return (negative ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + power
        + Math.abs(exponent);
  }

  private static int exponent(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    return exact.precision() - exact.scale() - 1;
  }
}
