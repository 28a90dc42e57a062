package nexus.telemetry.query.stats;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** What waits in a cluster, and how long, by itself. */
public final class QueueQuery {

  private static final int MOST_CLUSTERS = 10;

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;

  public QueueQuery(Kv kv, Keyspace keys, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What waits, and what was set aside.
   *
   * @throws KvException when etcd fails
   */
  public QueueFigures figures(String cluster) {
    TxnResult read =
        KvFutures.await(
            kv.txn(
                Txn.always(
                    List.of(
                        Op.get(Range.prefix(keys.queue(cluster)).countOnly()),
                        Op.get(keys.deadLetters(cluster).countOnly())))));
    long messages = read.pages().get(0).count();
    QueueGauge gauge = new QueueGauge(kv, keys, cluster, messages, read.revision());
    return new QueueFigures(
        messages, gauge.oldestAgeMs(clock.millis()), read.pages().get(1).count());
  }

  /**
   * What waits in all clusters.
   *
   * @param messages messages
   * @param oldestAgeMs milliseconds since the oldest of them was published, of the first {@value
   *     #MOST_CLUSTERS} clusters; 0 when none waits
   */
  public record Waiting(long messages, long oldestAgeMs) {}

  /**
   * What waits in all clusters; one request where nothing does.
   *
   * @throws KvException when etcd fails
   */
  public Waiting waiting() {
    long messages = KvFutures.await(kv.range(Range.prefix(keys.queues()).countOnly())).count();
    long oldestMs = 0;
    if (messages > 0) {
      for (String cluster : clusters()) {
        oldestMs = Math.max(oldestMs, oldestMs(cluster));
      }
    }
    return new Waiting(messages, oldestMs);
  }

  /** The first clusters in which messages wait. */
  private List<String> clusters() {
    List<String> clusters = new ArrayList<>();
    Range rest = Range.prefix(keys.queues());
    while (clusters.size() < MOST_CLUSTERS) {
      Page first = KvFutures.await(kv.range(rest.limit(1).keysOnly()));
      Optional<String> cluster =
          first.entries().stream().findFirst().flatMap(entry -> keys.clusterOf(entry.key()));
      if (cluster.isEmpty()) {
        break;
      }
      clusters.add(cluster.get());
      rest = Range.of(Range.endOf(keys.queue(cluster.get())), Range.endOf(keys.queues()));
    }
    return clusters;
  }

  /**
   * Milliseconds since the oldest message that waits was published; 0 when none waits.
   *
   * @throws KvException when etcd fails
   */
  public long oldestMs(String cluster) {
    return new QueueGauge(kv, keys, cluster, 1, 0).oldestAgeMs(clock.millis());
  }
}
