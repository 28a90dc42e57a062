package nexus.telemetry.query.series;

import java.util.Locale;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.Percentiles;

/** How the samples of a bucket become one point. */
public enum Aggregation {
  /** The arithmetic mean, never outside the samples' least and greatest. */
  AVG,
  MIN,
  MAX,
  /** The sum, compensated for rounding; it saturates at the greatest double. */
  SUM,
  COUNT,
  /** The sample with the latest time. */
  LAST,
  /** The 95th percentile by {@linkplain Percentiles nearest rank}. */
  P95;

  /**
   * The aggregation a request names.
   *
   * @param name such as {@code avg}
   * @throws InvalidInputException naming {@code agg} when it is none
   */
  public static Aggregation parse(String name) {
    for (Aggregation aggregation : values()) {
      if (aggregation.parameter().equals(name)) {
        return aggregation;
      }
    }
    throw new InvalidInputException(
        "agg", "agg must be one of avg, min, max, sum, count, last, p95");
  }

  /** The name in a request. */
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }
}
