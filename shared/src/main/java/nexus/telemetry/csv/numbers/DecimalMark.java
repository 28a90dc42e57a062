package nexus.telemetry.csv.numbers;

import java.util.Arrays;

/**
 * Reads the numbers of a file in which people or spreadsheets may have written them.
 *
 * <pre>
 * 45,5         45.5        a comma is the decimal mark
 * 1.234,5      1234.5      and a point stands between thousands
 * 1.000.000    1000000
 * 1 234,5      1234.5      likewise a blank, also one that does not break, or an apostrophe
 * 45.5   0.125   1.5e3     a point is the decimal mark
 * 1,234.5      1234.5      and a comma stands between thousands
 * 1.000                    either: 1000 where commas are the file's decimal mark, 1 where points
 *                          are, and where neither or both are, none
 * 1,000                    likewise
 * </pre>
 *
 * <p>What the file's decimal mark is say its other numbers, and what stands between its fields: see
 * {@link Decimals}. Where a comma does, a number has a decimal point, or is none.
 */
public final class DecimalMark {

  private static final int THOUSAND_DIGITS = 3;

  /** What may stand between thousands. */
  private interface Mark {
    boolean is(char c);
  }

  private static final Mark POINT = c -> c == '.';
  private static final Mark COMMA = c -> c == ',';

  private final Decimals decimals;
  private boolean comma;
  private boolean point;
  private boolean unclear;

  public DecimalMark(Decimals decimals) {
    this.decimals = decimals;
  }

  /** The number, or NaN when there is none, or an unclear one. */
  public double read(char[] text, int from, int to) {
    unclear = false;
    int points = count(text, from, to, '.');
    int commas = count(text, from, to, ',');
    int mark = endOfWhole(text, from, to);
    if (isGrouped(text, from, mark, DecimalMark::isApart)) {
      return points + commas > 1 ? Double.NaN : marked(text, from, to, DecimalMark::isApart);
    } else if (points == 0 && commas == 0) {
      return Numbers.parse(text, from, to);
    } else if (points > 0 && commas > 0) {
      return both(text, from, to);
    }
    return commas == 0 ? pointed(text, from, to, points) : withCommas(text, from, to, commas);
  }

  /** Whether the text read last is a number of which nobody knows how large. */
  public boolean isUnclear() {
    return unclear;
  }

  /** Whether a number's one mark may stand between thousands: three digits follow up to its end. */
  public static boolean mayBeGrouped(byte[] bytes, int from, int to) {
    int point = to - THOUSAND_DIGITS - 1;
    return point > from && bytes[point] == '.';
  }

  /** The last one is the decimal mark, and stands there once. */
  private double both(char[] text, int from, int to) {
    int last = lastMark(text, from, to);
    Mark thousands = text[last] == ',' ? POINT : COMMA;
    return isGrouped(text, from, last, thousands) ? marked(text, from, to, thousands) : Double.NaN;
  }

  private double pointed(char[] text, int from, int to, int points) {
    boolean grouped = isGrouped(text, from, to, POINT);
    if (points > 1) {
      return grouped && decimals != Decimals.POINT
          ? known(plain(text, from, to, POINT), ',')
          : Double.NaN;
    } else if (!grouped) {
      return known(Numbers.parse(text, from, to), '.');
    } else if (decimals == Decimals.POINT) {
      return Numbers.parse(text, from, to);
    }
    return eitherWay(comma ? plain(text, from, to, POINT) : Numbers.parse(text, from, to));
  }

  private double withCommas(char[] text, int from, int to, int commas) {
    boolean grouped = isGrouped(text, from, to, COMMA);
    if (commas > 1) {
      return grouped ? known(plain(text, from, to, COMMA), '.') : Double.NaN;
    } else if (!grouped) {
      return decimals == Decimals.POINT ? Double.NaN : marked(text, from, to, c -> false);
    } else if (decimals == Decimals.POINT) {
      unclear = true;
      return Double.NaN;
    } else if (decimals == Decimals.COMMA && !point) {
      return plain(text, from, to, c -> false);
    }
    return eitherWay(comma ? plain(text, from, to, c -> false) : plain(text, from, to, COMMA));
  }

  private double eitherWay(double number) {
    unclear = comma == point;
    return unclear ? Double.NaN : number;
  }

  /** A number whose decimal mark, if it has one, is plain. */
  private double marked(char[] text, int from, int to, Mark between) {
    int mark = lastMark(text, from, to);
    boolean decimal = mark >= from && !between.is(text[mark]);
    double number = plain(text, from, to, between);
    return decimal ? known(number, text[mark]) : number;
  }

  /** A number that says what the decimal mark is. */
  private double known(double number, char mark) {
    comma |= mark == ',' && !Double.isNaN(number);
    point |= mark == '.' && !Double.isNaN(number);
    return number;
  }

  /** What stands between thousands where no mark does; a quote may be a typographic one. */
  private static boolean isApart(char c) {
    return c == ' ' || c == '\u00A0' || c == '\u202F' || c == '\'' || c == '\u2019';
  }

  /** The number without what stands between thousands, and with a point for its comma. */
  private static double plain(char[] text, int from, int to, Mark between) {
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

  /** Where the first decimal mark stands, or the number ends. */
  private static int endOfWhole(char[] text, int from, int to) {
    int at = from;
    while (at < to && !isMark(text[at])) {
      at++;
    }
    return at;
  }

  /** Where the last mark stands; before {@code from} where none does. */
  private static int lastMark(char[] text, int from, int to) {
    int at = to - 1;
    while (at >= from && !isMark(text[at])) {
      at--;
    }
    return at;
  }

  private static boolean isMark(char c) {
    return c == '.' || c == ',';
  }

  private static int count(char[] text, int from, int to, char mark) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += text[i] == mark ? 1 : 0;
    }
    return count;
  }
}
