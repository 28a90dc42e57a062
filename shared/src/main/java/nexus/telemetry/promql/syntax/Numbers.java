package nexus.telemetry.promql.syntax;

import java.util.Locale;

/** Numbers as PromQL writes them. */
final class Numbers {

  private Numbers() {}

  /** The number: decimal, hexadecimal, octal where it begins with a zero, infinite or none. */
  static double parse(Token token, Tokens tokens) {
    String text = token.text().toLowerCase(Locale.ROOT);
    try {
      if (text.equals("inf")) {
        return Double.POSITIVE_INFINITY;
      } else if (text.equals("nan")) {
        return Double.NaN;
      } else if (text.startsWith("0x")) {
        return Long.parseLong(text.substring(2), 16);
      } else if (text.matches("0[0-7]+")) {
        return Long.parseLong(text, 8);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw tokens.fault(token, "error parsing number: \"" + token.text() + "\"");
    }
  }
}
