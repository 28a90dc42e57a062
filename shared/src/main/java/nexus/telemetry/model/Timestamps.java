package nexus.telemetry.model;

import java.time.Instant;

/**
 * The one rule for every time that is given as text.
 *
 * <p>A time is either RFC 3339 with an offset ({@code 2025-07-18T20:42:34.25+02:00}; a blank may
 * stand for {@code T}, and {@code t} and {@code z} may be small, as RFC 3339 section 5.6 allows),
 * or a number since the epoch, whose unit is told by its digits before the point:
 *
 * <pre>
 * digits   unit           from         to
 *  1–10    seconds        1970-01-01   2286-11-20
 * 11–13    milliseconds   1970-04-26   2286-11-20
 * 14–16    microseconds   1970-04-26   2286-11-20
 * 17–19    nanoseconds    1970-04-26   2286-11-20
 * </pre>
 *
 * <p>What is finer than a millisecond is cut off.
 */
public final class Timestamps {

  /** Latest time, in epoch milliseconds: thirteen digits, the year 2286. */
  public static final long MAX_MS = 9_999_999_999_999L;

  private static final String FIELD = "timestamp";
  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };
  private static final long DAYS_FROM_YEAR_0_TO_1970 = 719_528;
  private static final int SECONDS_A_DAY = 86_400;
  private static final int NOT_A_NUMBER = -1;

  private Timestamps() {}

  /**
   * Reads a time.
   *
   * @return epoch milliseconds, 0 to {@link #MAX_MS}
   * @throws InvalidInputException with field {@code timestamp} when it is no time, or out of bounds
   */
  public static long parse(String text) {
    char[] characters = text == null ? new char[0] : text.strip().toCharArray();
    return parse(characters, 0, characters.length);
  }

  /**
   * Reads a time that is part of a longer text, without copying it.
   *
   * @param text holds the time, without blanks around it, from {@code from} (inclusive) to {@code
   *     to} (exclusive)
   * @return epoch milliseconds, 0 to {@link #MAX_MS}
   * @throws InvalidInputException with field {@code timestamp} when it is no time, or out of bounds
   */
  public static long parse(char[] text, int from, int to) {
    if (from >= to) {
      throw new InvalidInputException(FIELD, "the timestamp is missing");
    }
    long ms =
        to - from > 4 && text[from + 4] == '-' ? rfc3339(text, from, to) : epoch(text, from, to);
    if (ms < 0 || ms > MAX_MS) {
      throw outOfBounds();
    }
    return ms;
  }

  /** Writes a time as RFC 3339 in UTC, with milliseconds only where there are some. */
  public static String format(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  private static long rfc3339(char[] text, int from, int to) {
    if (to - from < 20 || !hasSeparators(text, from)) {
      throw malformed();
    }
    long seconds = days(text, from) * SECONDS_A_DAY + secondOfDay(text, from + 11);
    int zone = endOfFraction(text, from + 19, to);
    seconds -= offsetSeconds(text, zone, to);
    boolean leapSecond = text[from + 17] == '6';
    if (leapSecond && Math.floorMod(seconds, SECONDS_A_DAY) != 0) {
      throw malformed();
    }
    return seconds * 1000 + milliseconds(text, from + 20, zone);
  }

  private static boolean hasSeparators(char[] text, int from) {
    char t = text[from + 10];
    return text[from + 7] == '-'
        && (t == 'T' || t == 't' || t == ' ')
        && text[from + 13] == ':'
        && text[from + 16] == ':';
  }

  /** Days since 1970-01-01 of the {@code YYYY-MM-DD} at {@code from}. */
  private static long days(char[] text, int from) {
    int century = twoDigits(text, from);
    int yearOfCentury = twoDigits(text, from + 2);
    int month = within(1, twoDigits(text, from + 5), 12);
    int day = twoDigits(text, from + 8);
    if (century == NOT_A_NUMBER || yearOfCentury == NOT_A_NUMBER) {
      throw malformed();
    }
    int year = century * 100 + yearOfCentury;
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int length = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1];
    within(1, day, leap && month == 2 ? 29 : length);
    long daysBeforeYear = 365L * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    return daysBeforeYear
        + DAYS_BEFORE_MONTH[month - 1]
        + (leap && month > 2 ? 1 : 0)
        + day
        - 1
        - DAYS_FROM_YEAR_0_TO_1970;
  }

  /** Seconds of the {@code HH:MM:SS} at {@code from}; a leap second counts as the next one. */
  private static int secondOfDay(char[] text, int from) {
    int hour = within(0, twoDigits(text, from), 23);
    int minute = within(0, twoDigits(text, from + 3), 59);
    int second = within(0, twoDigits(text, from + 6), 60);
    return (hour * 60 + minute) * 60 + second;
  }

  /** Where the fraction that may begin at {@code from} ends, which is where the offset begins. */
  private static int endOfFraction(char[] text, int from, int to) {
    if (text[from] != '.') {
      return from;
    }
    int end = from + 1;
    while (end < to && isDigit(text[end])) {
      end++;
    }
    if (end == from + 1) {
      throw malformed();
    }
    return end;
  }

  private static int offsetSeconds(char[] text, int from, int to) {
    if (to - from == 1 && (text[from] == 'Z' || text[from] == 'z')) {
      return 0;
    }
    if (to - from != 6 || (text[from] != '+' && text[from] != '-') || text[from + 3] != ':') {
      throw malformed();
    }
    int hours = within(0, twoDigits(text, from + 1), 23);
    int minutes = within(0, twoDigits(text, from + 4), 59);
    int seconds = (hours * 60 + minutes) * 60;
    return text[from] == '-' ? -seconds : seconds;
  }

  private static long epoch(char[] text, int from, int to) {
    int start = from;
    while (start < to - 1 && text[start] == '0' && isDigit(text[start + 1])) {
      start++;
    }
    int end = start;
    long number = 0;
    while (end < to && isDigit(text[end])) {
      number = number * 10 + (text[end++] - '0');
    }
    boolean fraction = end < to && endOfFraction(text, end, to) == to;
    if (end == start || (end < to && !fraction)) {
      throw malformed();
    }
    return fromEpoch(number, end - start, fraction ? milliseconds(text, end + 1, to) : 0);
  }

  /** Nineteen digits may pass {@link Long#MAX_VALUE}: there the number is unsigned. */
  private static long fromEpoch(long number, int digits, int milliseconds) {
    if (digits <= 10) {
      return number * 1000 + milliseconds;
    } else if (digits <= 13) {
      return number;
    } else if (digits <= 16) {
      return number / 1000;
    } else if (digits <= 19) {
      return Long.divideUnsigned(number, 1_000_000);
    }
    throw outOfBounds();
  }

  /** The first three digits from {@code from} on, as if zeros followed the last one. */
  private static int milliseconds(char[] text, int from, int to) {
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      value = value * 10 + (i < to ? text[i] - '0' : 0);
    }
    return value;
  }

  private static int twoDigits(char[] text, int at) {
    return isDigit(text[at]) && isDigit(text[at + 1])
        ? (text[at] - '0') * 10 + (text[at + 1] - '0')
        : NOT_A_NUMBER;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int within(int least, int value, int most) {
    if (value < least || value > most) {
      throw malformed();
    }
    return value;
  }

  private static InvalidInputException malformed() {
    return new InvalidInputException(
        FIELD,
        "the timestamp must be RFC 3339 with an offset, or seconds, milliseconds, microseconds or"
            + " nanoseconds since 1970");
  }

  private static InvalidInputException outOfBounds() {
    return new InvalidInputException(
        FIELD, "the timestamp must lie from 1970-01-01T00:00:00Z to " + format(MAX_MS));
  }
}
