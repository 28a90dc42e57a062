package nexus.telemetry.csv;

import java.util.Arrays;

/**
 * Reads the numbers of a file that may have commas for points, as spreadsheets write.
 *
 * <pre>
 * 45,5         45.5        a comma is the decimal mark
 * 1.234,5      1234.5      and a point stands between thousands
 * 1.000.000    1000000
 * 1 234,5      1234.5      likewise a blank, also one that does not break, or an apostrophe
 * 45.5   0.125   1.5e3     a point is the decimal mark
 * 1.000                    either: 1000 where a comma was the decimal mark before, 1 where a point
 *                          was, and where neither or both were, none
 * </pre>
 */
final class DecimalMark {

  private static final int THOUSAND_DIGITS = 3;

  /** What may stand between thousands. */
  private interface Mark {
    boolean is(char c);
  }

  private static final Mark POINT = c -> c == '.';

  private boolean comma;
  private boolean point;
  private boolean unclear;

  /** The number, or NaN when there is none, or an unclear one. */
  double read(char[] text, int from, int to) {
    unclear = false;
    if (isGrouped(text, from, indexOf(text, from, to), DecimalMark::isBlank)) {
      return apart(text, from, to);
    }
    int points = count(text, from, to, '.');
    int commas = count(text, from, to, ',');
    if (points == 0 && commas == 0) {
      return Numbers.parse(text, from, to);
    } else if (points > 0 && isGrouped(text, from, indexOf(text, from, to), POINT)) {
      return commas == 0 && points == 1 ? eitherWay(text, from, to) : grouped(text, from, to);
    } else if (commas > 0) {
      double number = points > 0 ? Double.NaN : parse(text, from, to, POINT);
      comma |= !Double.isNaN(number);
      return number;
    }
    double number = Numbers.parse(text, from, to);
    point |= !Double.isNaN(number);
    return number;
  }

  /** Whether the text read last is a number of which nobody knows how large. */
  boolean isUnclear() {
    return unclear;
  }

  /** Whether a number's one mark may stand between thousands: three digits follow up to its end. */
  static boolean mayBeGrouped(byte[] bytes, int from, int to) {
    int point = to - THOUSAND_DIGITS - 1;
    return point > from && bytes[point] == '.';
  }

  private double eitherWay(char[] text, int from, int to) {
    if (comma == point) {
      unclear = true;
      return Double.NaN;
    }
    return comma ? parse(text, from, to, POINT) : Numbers.parse(text, from, to);
  }

  /** A number whose thousands stand apart; without a comma it does not say what a point is. */
  private double apart(char[] text, int from, int to) {
    double number =
        count(text, from, to, '.') == 0 ? parse(text, from, to, DecimalMark::isBlank) : Double.NaN;
    comma |= !Double.isNaN(number) && count(text, from, to, ',') > 0;
    return number;
  }

  private double grouped(char[] text, int from, int to) {
    double number = parse(text, from, to, POINT);
    comma |= !Double.isNaN(number);
    return number;
  }

  /** What stands between thousands where the point does not; a quote may be a typographic one. */
  private static boolean isBlank(char c) {
    return c == ' ' || c == '\u00A0' || c == '\u202F' || c == '\'' || c == '\u2019';
  }

  /** The number without what stands between thousands, and with a point for its comma. */
  private static double parse(char[] text, int from, int to, Mark between) {
    char[] plain = new char[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (!between.is(text[i])) {
        plain[length++] = text[i] == ',' ? '.' : text[i];
      }
    }
    return Numbers.parse(Arrays.copyOf(plain, length), 0, length);
  }

  /** Whether marks stand before every three digits alone, and no zero before the first one. */
  private static boolean isGrouped(char[] text, int from, int to, Mark mark) {
    int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    int digits = 0;
    boolean first = true;
    for (int i = start; i < to; i++) {
      if (Numbers.isDigit(text[i])) {
        digits++;
      } else if (mark.is(text[i]) && (first ? digits >= 1 && digits <= 3 : digits == 3)) {
        first = false;
        digits = 0;
      } else {
        return false;
      }
    }
    return !first && digits == THOUSAND_DIGITS && text[start] != '0';
  }

  private static int indexOf(char[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] != ',') {
      at++;
    }
    return at;
  }

  private static int count(char[] text, int from, int to, char mark) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += text[i] == mark ? 1 : 0;
    }
    return count;
  }
}
