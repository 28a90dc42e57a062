package nexus.telemetry.query.latest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
public record HostFigures(
    long hosts,
    long[] newestMs,
    SortedMap<String, Long> models,
    long idle,
    SortedMap<String, Metric> metrics) {

  /** Highest values that are kept of each metric. */
  public static final int MOST_HIGHEST = 100;

  /**
   * What one metric's newest values say.
   *
   * @param figures the figures
   * @param highest the {@value #MOST_HIGHEST} highest values, highest first
   */
  public record Metric(Figures figures, List<TopValue> highest) {}

  /**
   * Figures over one metric's newest values, one a GPU or instance.
   *
   * @param count GPUs and instances that have the metric
   * @param avg their mean
   * @param min the least
   * @param max the greatest
   * @param p50 the median by nearest rank, so always one of the values
   * @param p95 the 95th percentile, likewise
   */
  public record Figures(long count, double avg, double min, double max, double p50, double p95) {}

  /** Number of whole GPUs. */
  public long gpus() {
    return newestMs.length;
  }

  /** GPUs whose newest sample is older than {@code beforeMs}, epoch milliseconds. */
  public long stale(long beforeMs) {
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
  public List<TopValue> top(Collection<String> names, int most) {
    List<TopValue> top = new ArrayList<>();
    for (String name : names) {
      Metric metric = metrics.get(name);
      if (metric != null) {
        top.addAll(metric.highest().subList(0, Math.min(most, metric.highest().size())));
      }
    }
    return top;
  }

  /** Figures by metric name. */
  public SortedMap<String, Figures> figures() {
    SortedMap<String, Figures> figures = new TreeMap<>();
    metrics.forEach((name, metric) -> figures.put(name, metric.figures()));
    return figures;
  }
}
