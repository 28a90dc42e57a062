package nexus.telemetry.query.series;

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
  /** The 95th percentile by nearest rank. */
  P95
}
