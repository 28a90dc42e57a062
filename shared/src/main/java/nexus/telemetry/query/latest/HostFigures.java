package nexus.telemetry.query.latest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.SeriesName;

/**
 * All that a cluster's newest values say, whatever is asked.
 *
 * @param hosts number of hosts, without those that all of their GPUs have left
 * @param gpus number of whole GPUs by what they are; one that is left out has none
 * @param moved GPUs in places that they have left
 * @param models number of GPUs by product name, those that have gone included
 * @param metrics figures by metric name, of what is there
 */
public record HostFigures(
    long hosts,
    Map<GpuStatus, Long> gpus,
    long moved,
    SortedMap<String, Long> models,
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
  public long gpusInAll() {
    return gpus.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Number of whole GPUs that are this. */
  public long gpusThatAre(GpuStatus status) {
    return gpus.getOrDefault(status, 0L);
  }

  /** The {@code most} highest values of each of these metrics that there is, of all its series. */
  public List<TopValue> top(Collection<String> names, int most) {
    List<TopValue> top = new ArrayList<>();
    for (String name : names) {
      metrics.entrySet().stream()
          .filter(
              one -> one.getKey().equals(name) || SeriesName.metricOf(one.getKey()).equals(name))
          .flatMap(one -> one.getValue().highest().stream())
          .sorted(TopValues.HIGHEST_FIRST)
          .limit(most)
          .forEach(top::add);
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
