package nexus.functions.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.functions.api.stats.StatsAnswer;
import nexus.functions.http.StatusException;
import nexus.functions.wiring.Settings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.StatsRequest;
import nexus.telemetry.work.Supervisor;

/**
 * A {@link ClusterFeed} for each cluster that somebody listens to, made with the first listener and
 * closed with the last.
 */
@Singleton
final class ClusterFeeds {

  /** Listeners at a time, of all clusters; a further one is told to come again. */
  static final int MAX_LISTENERS = 200;

  private final Kv kv;
  private final Keyspace keys;
  private final ClusterStats stats;
  private final Settings settings;
  private final ObjectMapper json;
  private final Supervisor supervisor;

  private final Map<String, Joined> byCluster = new HashMap<>();
  private int listeners;
  private boolean closed;

  ClusterFeeds(
      Kv kv,
      Keyspace keys,
      ClusterStats stats,
      Settings settings,
      ObjectMapper json,
      Supervisor supervisor) {
    this.kv = kv;
    this.keys = keys;
    this.stats = stats;
    this.settings = settings;
    this.json = json;
    this.supervisor = supervisor;
  }

  private record Joined(ClusterFeed feed, Set<ClusterFeed.Listener> listeners) {}

  /**
   * The figures of a cluster.
   *
   * @throws nexus.telemetry.query.NotFoundException when nothing is known of it
   */
  StatsAnswer summary(String cluster) {
    AskedCluster asked = AskedCluster.of(cluster, settings.cluster());
    return StatsAnswer.of(stats.run(StatsRequest.of(asked)));
  }

  private String summaryJson(String cluster) {
    try {
      return json.writeValueAsString(summary(cluster));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures cannot be written as JSON", e);
    }
  }

  /**
   * Keeps a place for a listener, who joins or gives it up.
   *
   * @throws StatusException 503 when there is none
   */
  synchronized void takePlace() {
    if (closed || listeners >= MAX_LISTENERS) {
      throw new StatusException(503);
    }
    listeners++;
  }

  /** Nobody joins at a place that was kept. */
  synchronized void giveUpPlace() {
    listeners--;
  }

  /**
   * Tells {@code listener}, for whom a place was kept, of a cluster from now on; false when nobody
   * is told anything any more.
   */
  synchronized boolean join(String cluster, ClusterFeed.Listener listener) {
    if (closed) {
      listeners--;
      return false;
    }
    Joined joined =
        byCluster.computeIfAbsent(
            cluster,
            first ->
                new Joined(
                    new ClusterFeed(kv, keys, cluster, () -> summaryJson(cluster), supervisor),
                    new HashSet<>()));
    joined.listeners().add(listener);
    joined.feed().join(listener);
    return true;
  }

  /** Tells {@code listener} nothing more. */
  synchronized void leave(String cluster, ClusterFeed.Listener listener) {
    Joined joined = byCluster.get(cluster);
    if (joined == null || !joined.listeners().remove(listener)) {
      return;
    }
    listeners--;
    joined.feed().leave(listener);
    if (joined.listeners().isEmpty()) {
      byCluster.remove(cluster);
      joined.feed().close();
    }
  }

  /** Clusters that are watched. */
  synchronized int watched() {
    return byCluster.size();
  }

  /** Ends everything, and waits for it. */
  void close() {
    List<Joined> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(byCluster.values());
      byCluster.clear();
    }
    all.forEach(joined -> joined.feed().close());
    all.forEach(joined -> joined.feed().awaitClosed());
  }
}
