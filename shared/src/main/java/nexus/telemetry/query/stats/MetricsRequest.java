package nexus.telemetry.query.stats;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.query.AskedCluster;

/**
 * Asks for what a monitoring system is told of a cluster.
 *
 * @param cluster the cluster
 * @param metrics metrics of which newest values are wanted; empty for all
 * @param staleToo whether values older than the configured age are wanted, too: told without their
 *     times, they look current
 */
public record MetricsRequest(AskedCluster cluster, SortedSet<String> metrics, boolean staleToo) {

  public MetricsRequest {
    metrics = Collections.unmodifiableSortedSet(new TreeSet<>(metrics));
  }
}
