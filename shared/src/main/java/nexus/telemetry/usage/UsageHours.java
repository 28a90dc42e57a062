package nexus.telemetry.usage;

import java.time.Duration;

/** Hours and days in UTC, by which usage is kept. */
public final class UsageHours {

  public static final long HOUR_MS = Duration.ofHours(1).toMillis();
  public static final long DAY_MS = Duration.ofDays(1).toMillis();

  /**
   * How much later than the end of an hour a sample must be for the hour to be kept: samples up to
   * {@link UsageMeter#REACH_MS} behind it have a part in it, and those of a host's GPUs do not come
   * in the order of their times.
   */
  private static final long LAG_MS = UsageMeter.REACH_MS + Duration.ofMinutes(10).toMillis();

  private UsageHours() {}

  /** The beginning of the hour of a time, epoch milliseconds. */
  public static long hourOf(long timeMs) {
    return timeMs - Math.floorMod(timeMs, HOUR_MS);
  }

  /** The beginning of the first hour that does not begin before a time, epoch milliseconds. */
  public static long fullHourFrom(long timeMs) {
    return hourOf(timeMs + HOUR_MS - 1);
  }

  /** The beginning of the first day that does not begin before a time, epoch milliseconds. */
  public static long fullDayFrom(long timeMs) {
    return dayOf(timeMs + DAY_MS - 1);
  }

  /** The beginning of the day of a time, epoch milliseconds. */
  public static long dayOf(long timeMs) {
    return timeMs - Math.floorMod(timeMs, DAY_MS);
  }

  /** Which hour of its day the hour of a time is, from 0. */
  public static int numberOf(long timeMs) {
    return (int) (Math.floorMod(timeMs, DAY_MS) / HOUR_MS);
  }

  /**
   * Until when the hours of a host may be kept.
   *
   * @param newestMs the host's newest sample, epoch milliseconds
   */
  public static long closedBefore(long newestMs) {
    return hourOf(newestMs - LAG_MS);
  }
}
