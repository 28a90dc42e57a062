package nexus.telemetry.csv;

/**
 * What the rows of one file are held to.
 *
 * @param earliestMs what is older is expired, epoch milliseconds; 0 for nothing
 * @param latestMs what is later is rejected, epoch milliseconds
 * @param times gives rows without a time one
 * @param host sees that rows without a host are of one
 */
record FileTerms(long earliestMs, long latestMs, GivenTimes times, GivenHost host) {

  /**
   * Those of a file that is read now.
   *
   * @param nowMs the clock, epoch milliseconds
   */
  static FileTerms of(CsvHeader header, long earliestMs, long nowMs) {
    return new FileTerms(
        earliestMs, nowMs + Rules.MAX_AHEAD_MS, new GivenTimes(header.given()), new GivenHost());
  }

  boolean isInTime(long timeMs) {
    return timeMs >= earliestMs && timeMs <= latestMs;
  }
}
