package nexus.telemetry.query.usage;

import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.usage.UsageHours;

/**
 * Which usage is asked for.
 *
 * @param cluster the cluster
 * @param range when
 * @param by by what it is put together
 * @param stepMs length of a row's time, milliseconds, from multiples of it on; 0 for all of it
 */
public record UsageRequest(AskedCluster cluster, TimeRange range, UsageBy by, long stepMs) {

  /** Most steps. */
  static final int MOST_STEPS = 10_000;

  /**
   * @throws InvalidInputException when there are too many steps
   */
  public UsageRequest {
    if (stepMs < 0 || (stepMs > 0 && (range.toMs() - range.fromMs()) / stepMs > MOST_STEPS)) {
      throw new InvalidInputException(
          "step", "step is too short: at most " + MOST_STEPS + " fit between from and to");
    }
  }

  /** Whether every row begins and ends with an hour, or with what was asked for. */
  boolean isByHours() {
    return stepMs % UsageHours.HOUR_MS == 0;
  }

  /** Whether every row begins and ends with a day, or with what was asked for. */
  boolean isByDays() {
    return stepMs % UsageHours.DAY_MS == 0;
  }

  /** The part of a range that lies in the same step as its beginning. */
  TimeRange firstStep(long fromMs, long toMs) {
    long endMs = stepMs == 0 ? toMs : (Math.floorDiv(fromMs, stepMs) + 1) * stepMs;
    return new TimeRange(fromMs, Math.min(toMs, endMs));
  }

  /** When the row begins that a time belongs to. */
  TimeRange row(long timeMs) {
    if (stepMs == 0) {
      return range;
    }
    long startMs = Math.floorDiv(timeMs, stepMs) * stepMs;
    return new TimeRange(
        Math.max(range.fromMs(), startMs), Math.min(range.toMs(), startMs + stepMs));
  }
}
