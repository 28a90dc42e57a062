package nexus.telemetry.model;

/** Bounds of stored numbers: what is beyond them nobody wrote, and is damaged. */
public final class Bounds {

  /** Largest count, 2^53: a hundred of them can be added up, and JSON holds each exactly. */
  public static final long MAX_COUNT = 1L << 53;

  private Bounds() {}

  /**
   * Checks counts.
   *
   * @throws IllegalArgumentException when a count is negative or larger than {@link #MAX_COUNT}
   */
  public static void checkCounts(long... counts) {
    for (long count : counts) {
      if (count < 0 || count > MAX_COUNT) {
        throw new IllegalArgumentException("no count: " + count);
      }
    }
  }

  /**
   * Checks times.
   *
   * @param times epoch milliseconds
   * @throws IllegalArgumentException when a time is before 1970 or behind {@link Timestamps#MAX_MS}
   */
  public static void checkTimes(long... times) {
    for (long time : times) {
      if (time < 0 || time > Timestamps.MAX_MS) {
        throw new IllegalArgumentException("no time: " + time);
      }
    }
  }
}
