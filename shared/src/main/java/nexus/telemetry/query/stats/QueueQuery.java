package nexus.telemetry.query.stats;

import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** What waits in a cluster, and how long, by itself. */
public final class QueueQuery {

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
   * Milliseconds since the oldest message that waits was published; 0 when none waits.
   *
   * @throws KvException when etcd fails
   */
  public long oldestMs(String cluster) {
    return new QueueGauge(kv, keys, cluster, 1, 0).oldestAgeMs(clock.millis());
  }
}
