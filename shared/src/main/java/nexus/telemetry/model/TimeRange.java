package nexus.telemetry.model;

/**
 * A span of time.
 *
 * @param fromMs epoch milliseconds, inclusive
 * @param toMs epoch milliseconds, exclusive
 */
public record TimeRange(long fromMs, long toMs) {

  /**
   * @throws InvalidInputException when the range ends before it begins
   */
  public TimeRange {
    if (toMs < fromMs) {
      throw new InvalidInputException("to", "to is before from");
    }
  }
}
