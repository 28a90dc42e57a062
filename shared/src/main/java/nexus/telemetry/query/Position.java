package nexus.telemetry.query;

/**
 * A place in the order in which points are paged: by time, then by metric name.
 *
 * @param timeMs epoch milliseconds of a point; of a bucket, its start
 * @param metric metric name
 */
record Position(long timeMs, String metric) {

  /**
   * The first time at which {@code ofMetric} has points at or behind this place.
   *
   * @param resolutionMs width of a bucket, 1 for samples
   */
  long firstTime(String ofMetric, long resolutionMs) {
    return ofMetric.compareTo(metric) < 0 ? timeMs + resolutionMs : timeMs;
  }
}
