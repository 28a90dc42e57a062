package nexus.telemetry.query.series;

import java.util.List;
import nexus.telemetry.model.MetricColumn;

/**
 * Takes a GPU's samples, one stretch of time after the other, and holds the points they become.
 *
 * <pre>
 * (add a metric's samples)* stretchDone …  (add)* stretchDone  end  columns
 * </pre>
 */
interface PointSink {

  /**
   * Adds the samples from index {@code from} (inclusive) to {@code to} (exclusive), at least one.
   *
   * @return false when they do not lie behind the metric's samples added before: nothing is added
   */
  boolean add(MetricColumn samples, int from, int to);

  /** Every sample to come is later than every one added so far. */
  void stretchDone();

  /** Points that no later sample will change. */
  long finished();

  /** No sample is to come. */
  void end();

  /** The finished points, ascending by metric name; no column is empty. */
  List<MetricColumn> columns();
}
