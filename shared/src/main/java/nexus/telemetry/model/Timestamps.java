package nexus.telemetry.model;

import java.nio.CharBuffer;
import java.time.Instant;

/**
 * How times are spelled. What a request asks for is read here; the times of samples, of which more
 * is expected, by {@link SampleTimes}.
 *
 * <p>A time is either RFC 3339 with an offset ({@code 2025-07-18T20:42:34.25+02:00}; a blank may
 * stand for {@code T}, {@code /} for the hyphens, and {@code t} and {@code z} may be small, as RFC
 * 3339 section 5.6 allows; as others write it, a comma for the fraction's point, and for the offset
 * {@code +0200}, {@code +02}, {@code UTC} or {@code +0000 UTC}, maybe with a blank before), or a
 * number since the epoch, whose unit is told by its digits before the point:
 *
 * <pre>
 * digits  unit
 *  1–10   seconds
 *   13    milliseconds
 *   16    microseconds
 *   19    nanoseconds
 * </pre>
 *
 * <p>What is finer than a millisecond is cut off.
 */
public final class Timestamps {

  /** Latest time, in epoch milliseconds: thirteen digits, the year 2286. */
  public static final long MAX_MS = 9_999_999_999_999L;

  static final String FIELD = "timestamp";

  /** Why what is spelled in no known way is no time. */
  static final String MALFORMED =
      "the timestamp must be RFC 3339 with an offset, or seconds, milliseconds, microseconds or"
          + " nanoseconds since 1970";

  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };
  private static final long DAYS_FROM_YEAR_0_TO_1970 = 719_528;
  private static final int SECONDS_A_DAY = 86_400;
  private static final int NOT_A_NUMBER = -1;

  /** Stands for a number whose digits tell no unit. */
  static final long NO_UNIT = Long.MIN_VALUE;

  /** Characters of {@code YYYY-MM-DDThh:mm:ss}. */
  private static final int CLOCK_LENGTH = 19;

  /** Characters of {@code YYYY-MM-DDThh:mm}. */
  private static final int MINUTE_LENGTH = 16;

  private static final String UTC = "UTC";

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
    long ms = isDate(text, from, to) ? rfc3339(text, from, to) : epoch(text, from, to);
    if (ms < 0 || ms > MAX_MS) {
      throw outOfBounds();
    }
    return ms;
  }

  /** Writes a time as RFC 3339 in UTC, with milliseconds only where there are some. */
  public static String format(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  /** Whether the text begins as a date does. */
  static boolean isDate(char[] text, int from, int to) {
    return to - from > 4 && isDateSeparator(text[from + 4]);
  }

  /** Whether a date with hour and minute has no seconds behind them. */
  static boolean lacksSeconds(char[] text, int from, int to) {
    return to - from >= MINUTE_LENGTH
        && (to - from == MINUTE_LENGTH || isOffset(text[from + MINUTE_LENGTH]))
        && text[from + 13] == ':'
        && isDigit(text[from + 14])
        && isDigit(text[from + 15]);
  }

  private static boolean isOffset(char c) {
    return c == '+' || c == '-' || c == 'Z' || c == 'z' || c == ' ' || c == 'U';
  }

  /** The same at the beginning of the minute. */
  static char[] withSeconds(char[] text, int from, int to) {
    return new StringBuilder()
        .append(text, from, to - from)
        .insert(MINUTE_LENGTH, ":00")
        .toString()
        .toCharArray();
  }

  private static long rfc3339(char[] text, int from, int to) {
    int zone = endOfClock(text, from, to);
    return toInstant(text, from, zone, to);
  }

  /**
   * Where the offset of the date and clock time at {@code from} begins; {@code to} when there is
   * none.
   */
  static int endOfClock(char[] text, int from, int to) {
    if (to - from < CLOCK_LENGTH || !hasSeparators(text, from)) {
      throw malformed();
    }
    int end = from + CLOCK_LENGTH;
    return end < to && (text[end] == '.' || text[end] == ',')
        ? endOfFraction(text, end + 1, to)
        : end;
  }

  /** The instant of a date and clock time, whose offset stands from {@code zone} to {@code to}. */
  static long toInstant(char[] text, int from, int zone, int to) {
    long ms = asUtc(text, from, zone) - offsetSeconds(text, zone, to) * 1000L;
    boolean leapSecond = text[from + 17] == '6';
    if (leapSecond && Math.floorMod(Math.floorDiv(ms, 1000L), SECONDS_A_DAY) != 0) {
      throw malformed();
    }
    return ms;
  }

  /** A date and clock time as if it were of UTC, epoch milliseconds; a leap second is the next. */
  static long asUtc(char[] text, int from, int zone) {
    long seconds = days(text, from) * SECONDS_A_DAY + secondOfDay(text, from + 11);
    return seconds * 1000 + milliseconds(text, from + CLOCK_LENGTH + 1, zone);
  }

  private static boolean hasSeparators(char[] text, int from) {
    char t = text[from + 10];
    return isDateSeparator(text[from + 4])
        && text[from + 7] == text[from + 4]
        && (t == 'T' || t == 't' || t == ' ')
        && text[from + 13] == ':'
        && text[from + 16] == ':';
  }

  private static boolean isDateSeparator(char c) {
    return c == '-' || c == '/';
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

  /** Where the digits of a fraction end that begin at {@code from}. */
  private static int endOfFraction(char[] text, int from, int to) {
    int end = from;
    while (end < to && isDigit(text[end])) {
      end++;
    }
    if (end == from) {
      throw malformed();
    }
    return end;
  }

  private static int offsetSeconds(char[] text, int from, int to) {
    int start = from < to && text[from] == ' ' ? from + 1 : from;
    if (to - start == 1 && (text[start] == 'Z' || text[start] == 'z')) {
      return 0;
    }
    if (!endsInUtc(text, start, to)) {
      return signedSeconds(text, start, to);
    }
    int end = to - UTC.length();
    if (end > start && (text[end - 1] != ' ' || signedSeconds(text, start, end - 1) != 0)) {
      throw malformed();
    }
    return 0;
  }

  private static boolean endsInUtc(char[] text, int from, int to) {
    return to - from >= UTC.length()
        && UTC.contentEquals(CharBuffer.wrap(text, to - UTC.length(), UTC.length()));
  }

  /** Seconds of {@code +02:00}, {@code +0200} or {@code +02}. */
  private static int signedSeconds(char[] text, int from, int to) {
    int length = to - from;
    boolean colon = length == 6 && text[from + 3] == ':';
    if (!(colon || length == 5 || length == 3) || (text[from] != '+' && text[from] != '-')) {
      throw malformed();
    }
    int hours = within(0, twoDigits(text, from + 1), 23);
    int minutes = length == 3 ? 0 : within(0, twoDigits(text, to - 2), 59);
    int seconds = (hours * 60 + minutes) * 60;
    return text[from] == '-' ? -seconds : seconds;
  }

  private static long epoch(char[] text, int from, int to) {
    int point = endOfDigits(text, from, to);
    long ms = fromEpoch(text, from, point, to);
    if (ms == NO_UNIT) {
      int digits = point - from;
      if (digits > 10) {
        throw noUnit(digits);
      }
      return number(text, from, point) * 1000 + milliseconds(text, point + 1, to);
    }
    return ms;
  }

  /**
   * Where the digits end that a number since the epoch begins with: all of it, or at its point or
   * comma.
   */
  static int endOfDigits(char[] text, int from, int to) {
    int end = from;
    while (end < to && isDigit(text[end])) {
      end++;
    }
    boolean point = end < to && (text[end] == '.' || text[end] == ',');
    if (end == from || (end < to && !(point && endOfFraction(text, end + 1, to) == to))) {
      throw malformed();
    }
    return end;
  }

  /**
   * The instant of a number since the epoch; {@link #NO_UNIT} where its digits tell no unit.
   * Nineteen digits may pass {@link Long#MAX_VALUE}: there the number is unsigned.
   *
   * @param point where the digits end and a fraction may begin
   */
  static long fromEpoch(char[] text, int from, int point, int to) {
    long number = number(text, from, point);
    return switch (point - from) {
      case 10 -> number * 1000 + milliseconds(text, point + 1, to);
      case 13 -> number;
      case 16 -> number / 1000;
      case 19 -> Long.divideUnsigned(number, 1_000_000);
      default -> NO_UNIT;
    };
  }

  static InvalidInputException noUnit(int digits) {
    return new InvalidInputException(
        FIELD,
        "the timestamp is a number of "
            + digits
            + (digits == 1 ? " digit" : " digits")
            + (digits == 5 ? ", as a spreadsheet counts days" : "")
            + ": since 1970 there are 10 of seconds, 13 of milliseconds, 16 of microseconds"
            + " and 19 of nanoseconds, and 14 of YYYYMMDDhhmmss"
            + (digits == 5
                ? "; give the column the format yyyy-mm-dd hh:mm:ss before it is saved"
                : ""));
  }

  private static long number(char[] text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (text[i] - '0');
    }
    return number;
  }

  /**
   * The {@code YYYYMMDDhhmmss} at {@code from}, which are digits, as if it were of UTC, epoch
   * milliseconds; its fraction ends at {@code to}.
   */
  static long compactAsUtc(char[] text, int from, int to) {
    char[] spread = "0000-00-00T00:00:00".toCharArray();
    int at = from;
    for (int i = 0; i < spread.length; i++) {
      if (spread[i] == '0') {
        spread[i] = text[at++];
      }
    }
    return asUtc(spread, 0, CLOCK_LENGTH) + milliseconds(text, at + 1, to);
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

  static InvalidInputException malformed() {
    return new InvalidInputException(FIELD, MALFORMED);
  }

  static InvalidInputException outOfBounds() {
    return new InvalidInputException(
        FIELD, "the timestamp must lie from 1970-01-01T00:00:00Z to " + format(MAX_MS));
  }
}
