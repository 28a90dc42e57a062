package nexus.telemetry.csv.gpus;

import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.csv.times.GivenTimes;
import nexus.telemetry.csv.times.Minutes;

/**
 * What the rows of one file are held to.
 *
 * @param earliestMs what is older is expired, epoch milliseconds; 0 for nothing
 * @param latestMs what is later is rejected, epoch milliseconds
 * @param times gives rows without a time one
 * @param minutes sees that times without seconds differ
 * @param host sees that rows without a host are of one
 * @param gpu sees that rows without a GPU are of one
 * @param values sees that these have one value of a series and time
 */
public record FileTerms(
    long earliestMs,
    long latestMs,
    GivenTimes times,
    Minutes minutes,
    GivenHost host,
    GivenGpu gpu,
    GivenValues values) {

  /**
   * Those of a file that is read now.
   *
   * @param interval how far apart rows without a time are; null where it is not given
   * @param nowMs the clock, epoch milliseconds
   */
  public static FileTerms of(String interval, long earliestMs, long nowMs) {
    return new FileTerms(
        earliestMs,
        nowMs + Rules.MAX_AHEAD_MS,
        new GivenTimes(interval),
        new Minutes(),
        new GivenHost(),
        new GivenGpu(),
        new GivenValues());
  }

  boolean isInTime(long timeMs) {
    return timeMs >= earliestMs && timeMs <= latestMs;
  }
}
