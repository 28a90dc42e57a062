package nexus.telemetry.query.stats;

import java.util.List;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.latest.HostFigures;

/**
 * Asks for a cluster at a glance.
 *
 * @param cluster the cluster
 * @param metrics metrics whose highest values are wanted; one that no GPU has is left out
 * @param top how many of each, {@value HostFigures#MOST_HIGHEST} at most
 */
public record StatsRequest(AskedCluster cluster, List<String> metrics, int top) {

  private static final int DEFAULT_TOP = 5;

  /** Metrics whose highest values tell most of a cluster. */
  private static final List<String> DEFAULT_METRICS =
      List.of("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_POWER_USAGE");

  /**
   * @throws IllegalArgumentException when more are wanted than are kept
   */
  public StatsRequest {
    metrics = List.copyOf(metrics);
    if (top < 1 || top > HostFigures.MOST_HIGHEST) {
      throw new IllegalArgumentException("top " + top);
    }
  }

  /** What is asked where nothing more is said. */
  public static StatsRequest of(AskedCluster cluster) {
    return new StatsRequest(cluster, DEFAULT_METRICS, DEFAULT_TOP);
  }

  /** The same with other metrics; none stands for those there are. */
  public StatsRequest withMetrics(List<String> others) {
    return others.isEmpty() ? this : new StatsRequest(cluster, others, top);
  }

  /** The same with another number of values. */
  public StatsRequest withTop(int most) {
    return new StatsRequest(cluster, metrics, most);
  }
}
