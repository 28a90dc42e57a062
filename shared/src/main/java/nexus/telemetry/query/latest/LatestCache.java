package nexus.telemetry.query.latest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest values of the clusters asked for last; less than 1 KiB a GPU of ten metrics. One for
 * all that asks; thread-safe.
 */
public final class LatestCache {

  static final int MAX_CLUSTERS = 16;

  private final Map<String, LatestHosts> byCluster =
      new LinkedHashMap<>(MAX_CLUSTERS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LatestHosts> eldest) {
          return size() > MAX_CLUSTERS;
        }
      };

  /** What is known of a cluster; {@link LatestHosts#NONE} when nothing is. */
  synchronized LatestHosts known(String cluster) {
    return byCluster.getOrDefault(cluster, LatestHosts.NONE);
  }

  /** Keeps {@code hosts} in place of {@code known}; not when another request was faster. */
  synchronized void replace(String cluster, LatestHosts known, LatestHosts hosts) {
    if (known(cluster) == known && !hosts.isEmpty()) {
      byCluster.put(cluster, hosts);
    }
  }
}
