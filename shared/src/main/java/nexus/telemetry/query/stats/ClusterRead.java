package nexus.telemetry.query.stats;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.query.latest.LatestReader;

/**
 * Reads what statistics and metrics are made of: newest values and exact counters; blocks are never
 * read. Only the newest values grow with the number of GPUs, and of those only what changed since
 * the request before is read. One transaction reads everything at one revision, but what waits for
 * long and newest values beyond the first page; etcd's state is asked for at the same time.
 */
final class ClusterRead {

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newestValues;

  ClusterRead(Kv kv, Keyspace keys, LatestCache cache) {
    this.kv = kv;
    this.keys = keys;
    this.newestValues = new LatestReader(kv, keys, cache);
  }

  /**
   * The cluster now.
   *
   * @param nowMs by which messages are old
   * @throws KvException when etcd fails
   */
  ClusterSnapshot read(String cluster, long nowMs) {
    CompletableFuture<Status> status = kv.status();
    LatestReader.Begun begun = newestValues.begin(cluster);
    TxnResult read = KvFutures.await(kv.txn(reads(cluster, begun.first())));
    List<Page> pages = read.pages();
    long messages = pages.get(1).count();
    QueueGauge queue = new QueueGauge(kv, keys, cluster, messages, read.revision());
    LatestHosts latest = begun.finish(pages.get(0), read.revision());
    return new ClusterSnapshot(
        cluster,
        read.revision(),
        latest,
        new QueueFigures(messages, queue.oldestAgeMs(nowMs), pages.get(2).count()),
        pages.get(3),
        pages.get(4),
        KvFutures.await(status));
  }

  private Txn reads(String cluster, Range newest) {
    return Txn.always(
        List.of(
            Op.get(newest),
            Op.get(Range.prefix(keys.queue(cluster)).countOnly()),
            Op.get(keys.deadLetters(cluster).countOnly()),
            Op.get(Range.prefix(keys.ingestCounters(cluster))),
            Op.get(Range.prefix(keys.drainCounters(cluster)))));
  }
}
