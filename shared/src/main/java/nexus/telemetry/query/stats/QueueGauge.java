package nexus.telemetry.query.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.queue.PublishedTime;

/**
 * How long a cluster's queue has been waiting: the first key of every partition there can be, then
 * those messages. Two rounds of reads, and none when nothing waits: to look for a first key etcd
 * walks over every key that was there since its last compaction.
 */
final class QueueGauge {

  /** Every partition that two digits can name; as many as one transaction may read. */
  private static final int PARTITIONS = 100;

  private final Kv kv;
  private final long atRevision;
  private final CompletableFuture<TxnResult> firstKeys;

  /**
   * Sends the first read, if anything waits.
   *
   * @param messages how many messages wait
   * @param atRevision revision they wait at
   */
  QueueGauge(Kv kv, Keyspace keys, String cluster, long messages, long atRevision) {
    this.kv = kv;
    this.atRevision = atRevision;
    this.firstKeys =
        messages == 0 ? null : kv.txn(firstKeyOfEachPartition(keys, cluster, atRevision));
  }

  /** Waits for the read, and reads the oldest messages: milliseconds since they were published. */
  long oldestAgeMs(long nowMs) {
    OptionalLong oldestMs = firstKeys == null ? OptionalLong.empty() : oldestPublishedMs();
    return oldestMs.isEmpty() ? 0 : Math.max(0, nowMs - oldestMs.getAsLong());
  }

  private static Txn firstKeyOfEachPartition(Keyspace keys, String cluster, long atRevision) {
    List<Op> reads = new ArrayList<>(PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++) {
      String partition = keys.queue(cluster, Keyspace.twoDigits(i));
      reads.add(Op.get(Range.prefix(partition).limit(1).keysOnly().at(atRevision)));
    }
    return Txn.always(reads);
  }

  private OptionalLong oldestPublishedMs() {
    List<CompletableFuture<Page>> firsts =
        KvFutures.await(firstKeys).pages().stream()
            .flatMap(page -> page.entries().stream())
            .map(entry -> kv.range(Range.key(entry.key()).at(atRevision)))
            .toList();
    return firsts.stream()
        .flatMap(first -> KvFutures.await(first).entries().stream())
        .map(message -> PublishedTime.of(message.value()))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }
}
