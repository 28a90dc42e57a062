package nexus.telemetry.promql.syntax;

import nexus.telemetry.promql.SyntaxException;

/** Reads what follows a backslash in a string, as Go does. */
final class Escape {

  private static final String LETTERS = "abfnrtv\\";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000b\\";

  private Escape() {}

  /**
   * Reads one.
   *
   * @param at where the backslash is
   * @param quote what ends the string
   * @param to takes what it means
   * @return where it ends
   * @throws SyntaxException when it is none
   */
  static int read(String text, int at, char quote, StringBuilder to) {
    char c = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    int letter = LETTERS.indexOf(c);
    if (letter >= 0) {
      to.append(MEANT.charAt(letter));
      return at + 2;
    } else if (c == quote) {
      to.append(c);
      return at + 2;
    }
    return switch (c) {
      case 'x' -> number(text, at, at + 2, 2, 16, to);
      case 'u' -> number(text, at, at + 2, 4, 16, to);
      case 'U' -> number(text, at, at + 2, 8, 16, to);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> number(text, at, at + 1, 3, 8, to);
      default -> throw Lexer.fault(text, at, "unknown escape sequence");
    };
  }

  private static int number(
      String text, int at, int from, int digits, int radix, StringBuilder to) {
    int end = from + digits;
    int code = 0;
    for (int i = from; i < end; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0 || code > Character.MAX_CODE_POINT) {
        throw Lexer.fault(text, at, "illegal character in escape sequence");
      }
      code = code * radix + digit;
    }
    if (!Character.isValidCodePoint(code)) {
      throw Lexer.fault(text, at, "escape sequence is an invalid Unicode code point");
    }
    to.appendCodePoint(code);
    return end;
  }
}
