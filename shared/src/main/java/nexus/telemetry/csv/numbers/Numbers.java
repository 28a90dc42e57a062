package nexus.telemetry.csv.numbers;

import java.math.BigDecimal;

/**
 * Reads values: decimal numbers as {@link Double#parseDouble} reads them. Other texts that it would
 * take are refused, such as {@code 0x1p3}, {@code 1d} or {@code Infinity}.
 *
 * <pre>
 * number = [ "+" | "-" ] ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ]
 * </pre>
 */
public final class Numbers {

  /** Digits that always fit the 53 bits of a double exactly. */
  public static final int EXACT_DIGITS = 15;

  /** Below this a double holds every whole number. */
  private static final double EXACT_INTEGERS = 0x1p53;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Numbers() {}

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * The number, or NaN when the text is none, or one too large for a double.
   *
   * <p>Up to {@value #EXACT_DIGITS} digits are read here, and others by the JDK.
   */
  public static double parse(char[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int point = -1;
    long digits = 0;
    int first = negative ? from + 1 : from;
    if (to - first > EXACT_DIGITS + 1) {
      return parseAny(text, from, to);
    }
    for (int i = first; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (text[i] == '.' && point < 0) {
        point = i;
      } else {
        return parseAny(text, from, to);
      }
    }
    int count = to - first - (point < 0 ? 0 : 1);
    if (count < 1 || count > EXACT_DIGITS) {
      return parseAny(text, from, to);
    }
    double value = exact(digits, point < 0 ? 0 : to - point - 1);
    return negative ? -value : value;
  }

  /**
   * {@code digits}, at most {@value #EXACT_DIGITS} of them, of which {@code decimals} stand behind
   * the point: digits and power of ten are both exact doubles, so that their one division is
   * rounded as {@link Double#parseDouble} rounds. (Clinger, How to Read Floating Point Numbers
   * Accurately, 1990.)
   */
  public static double exact(long digits, int decimals) {
    return decimals == 0 ? digits : digits / POWERS_OF_TEN[decimals];
  }

  /**
   * Whether the text is a whole number that a double cannot hold: {@code value}, the nearest one,
   * is written otherwise.
   */
  public static boolean isInexact(char[] text, int from, int to, double value) {
    if (Math.abs(value) < EXACT_INTEGERS || !isWhole(text, from, to)) {
      return false;
    }
    BigDecimal sent = new BigDecimal(text, from, to - from);
    return sent.compareTo(new BigDecimal(value)) != 0
        && sent.compareTo(BigDecimal.valueOf(value)) != 0;
  }

  /** Whether a number has digits before its point alone, behind it none but zeros. */
  private static boolean isWhole(char[] text, int from, int to) {
    int end = skipDigits(text, isSign(text[from]) ? from + 1 : from, to);
    if (end < to && text[end] == '.') {
      end++;
      while (end < to && text[end] == '0') {
        end++;
      }
    }
    return end == to;
  }

  /** The number of a mask in hexadecimal, {@code 0x4}; NaN when the text is none. */
  public static double parseMask(char[] text, int from, int to) {
    int digits = to - from - 2;
    boolean hexadecimal =
        digits > 0 && digits <= 16 && text[from] == '0' && (text[from + 1] | 0x20) == 'x';
    long mask = 0;
    for (int i = from + 2; hexadecimal && i < to; i++) {
      int digit = Character.digit(text[i], 16);
      hexadecimal = digit >= 0;
      mask = mask << 4 | digit;
    }
    return hexadecimal && mask >= 0 ? mask : Double.NaN;
  }

  private static double parseAny(char[] text, int from, int to) {
    if (!isNumber(text, from, to)) {
      return Double.NaN;
    }
    double value = Double.parseDouble(new String(text, from, to - from));
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private static boolean isNumber(char[] text, int from, int to) {
    int whole = from < to && isSign(text[from]) ? from + 1 : from;
    int point = skipDigits(text, whole, to);
    boolean hasPoint = point < to && text[point] == '.';
    int end = hasPoint ? skipDigits(text, point + 1, to) : point;
    int digits = end - whole - (hasPoint ? 1 : 0);
    return digits > 0 && (end == to || isExponent(text, end, to));
  }

  private static boolean isExponent(char[] text, int from, int to) {
    if (text[from] != 'e' && text[from] != 'E') {
      return false;
    }
    int digits = from + 1 < to && isSign(text[from + 1]) ? from + 2 : from + 1;
    return digits < to && skipDigits(text, digits, to) == to;
  }

  private static int skipDigits(char[] text, int from, int to) {
    int i = from;
    while (i < to && isDigit(text[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }
}
