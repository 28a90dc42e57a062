package nexus.telemetry.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.query.ClusterSummary.Figures;
import nexus.telemetry.query.ClusterSummary.Top;

/**
 * All that a cluster's newest values say, whatever is asked and whenever.
 *
 * @param hosts number of hosts
 * @param newestMs time of every whole GPU's newest sample, epoch milliseconds, ascending; {@link
 *     Long#MIN_VALUE} of one that has none
 * @param models number of GPUs by product name
 * @param idle idle GPUs
 * @param metrics figures by metric name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostFigures(
    long hosts,
    long[] newestMs,
    SortedMap<String, Long> models,
    long idle,
    SortedMap<String, Metric> metrics) {

  /**
   * What one metric's newest values say.
   *
   * @param figures the figures
   * @param highest the {@value ClusterStats#MAX_TOP} highest values, highest first
   */
  record Metric(Figures figures, List<Top> highest) {}

  /** GPUs whose newest sample is older than {@code beforeMs}, epoch milliseconds. */
  long stale(long beforeMs) {
    int low = 0;
    int high = newestMs.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (newestMs[middle] < beforeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The {@code most} highest values of each of these metrics that there is. */
  List<Top> top(Collection<String> names, int most) {
    List<Top> top = new ArrayList<>();
    for (String name : names) {
      Metric metric = metrics.get(name);
      if (metric != null) {
        top.addAll(metric.highest().subList(0, Math.min(most, metric.highest().size())));
      }
    }
    return top;
  }

  /** Figures by metric name. */
  SortedMap<String, Figures> figures() {
    SortedMap<String, Figures> figures = new TreeMap<>();
    metrics.forEach((name, metric) -> figures.put(name, metric.figures()));
    return figures;
  }
}
