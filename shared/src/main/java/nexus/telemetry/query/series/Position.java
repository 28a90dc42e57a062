package nexus.telemetry.query.series;

import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SeriesName;

/**
 * A place in the order in which points are paged: by time, then by metric name.
 *
 * @param timeMs epoch milliseconds of a point; of a bucket, its start
 * @param metric metric name
 */
public record Position(long timeMs, String metric) {

  /**
   * @throws InvalidInputException when the metric is no name; it may be empty, before all others
   */
  public Position {
    if (!metric.isEmpty()) {
      SeriesName.of(metric);
    }
  }

  /**
   * The first time at which {@code ofMetric} has points at or behind this place.
   *
   * @param resolutionMs width of a bucket, 1 for samples
   */
  long firstTime(String ofMetric, long resolutionMs) {
    return ofMetric.compareTo(metric) < 0 ? timeMs + resolutionMs : timeMs;
  }
}
