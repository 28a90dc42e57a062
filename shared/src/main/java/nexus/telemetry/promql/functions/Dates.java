package nexus.telemetry.promql.functions;

import java.time.LocalDate;

/**
 * Dates of seconds since 1970, in UTC, of whatever number: what a time cannot be has the date that
 * Go makes of it, which counts in 64 bits from a year long ago.
 */
final class Dates {

  /** The year from which is counted; it is like 2001. */
  private static final long FIRST_YEAR = -292_277_022_399L;

  /** Seconds from its beginning until 1970. */
  private static final long UNTIL_1970 = 9_223_371_966_579_724_800L + 62_135_596_800L;

  private static final long SECONDS_OF_DAY = 86_400;

  /** The calendar is the same every 400 years. */
  private static final long DAYS_OF_CYCLE = 146_097;

  private static final LocalDate LIKE_FIRST = LocalDate.of(2001, 1, 1);

  private Dates() {}

  /** The part of a day: how many {@code unit}s of seconds, of which there are {@code units}. */
  static double ofDay(double seconds, long unit, long units) {
    return Long.remainderUnsigned(Long.divideUnsigned(counted(seconds), unit), units);
  }

  /** A date of the same place in the calendar; the year is another. */
  static LocalDate of(double seconds) {
    return LIKE_FIRST.plusDays(days(seconds) % DAYS_OF_CYCLE);
  }

  static double year(double seconds) {
    long cycles = days(seconds) / DAYS_OF_CYCLE;
    return FIRST_YEAR + 400 * cycles + (of(seconds).getYear() - LIKE_FIRST.getYear());
  }

  private static long days(double seconds) {
    return Long.divideUnsigned(counted(seconds), SECONDS_OF_DAY);
  }

  /** Seconds since the first year, without a sign. */
  private static long counted(double seconds) {
    boolean fits = seconds >= Long.MIN_VALUE && seconds < -(double) Long.MIN_VALUE;
    return (fits ? (long) seconds : Long.MIN_VALUE) + UNTIL_1970;
  }
}
