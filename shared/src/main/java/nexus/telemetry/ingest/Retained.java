package nexus.telemetry.ingest;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.store.StoredTimes;

/** What the retention leaves: of what arrives, and of what was ingested before. */
final class Retained {

  /** How much later than the cluster's newest sample the clock is believed to be. */
  private static final long MAX_AHEAD_MS = Duration.ofDays(1).toMillis();

  private final Kv kv;
  private final Keyspace keys;
  private final long retentionMs;

  /**
   * @param retentionMs age at which samples are kept no longer, milliseconds; 0 for never
   */
  Retained(Kv kv, Keyspace keys, long retentionMs) {
    this.kv = kv;
    this.keys = keys;
    this.retentionMs = retentionMs;
  }

  /**
   * Asks etcd for the earliest time that is taken, and does not wait: the supplier does.
   *
   * <p>Age is measured from the clock, but from no later than a day behind the newest stored
   * sample: so an ingester whose clock is fast refuses nothing of a live cluster that a right one
   * would take, nor does any of a capture that goes on where an old one ended.
   *
   * @param nowMs the clock, epoch milliseconds
   * @return epoch milliseconds; 0 where everything is taken; throws a {@link KvException} where
   *     etcd fails
   */
  LongSupplier earliest(String cluster, long nowMs) {
    if (retentionMs == 0) {
      return () -> 0;
    }
    Range counters = Range.prefix(keys.drainCounters(cluster));
    CompletableFuture<Page> first = kv.range(counters);
    return () -> {
      Page page =
          retry().ofRepeatable(() -> first.isCompletedExceptionally() ? kv.range(counters) : first);
      return earliest(StoredTimes.newestMs(page), nowMs, page.entries().isEmpty());
    };
  }

  /** Of a cluster that has samples, and none of whose counters can be read, all is taken. */
  private long earliest(long newestMs, long nowMs, boolean isEmpty) {
    long reference = isEmpty ? nowMs : Math.min(nowMs, newestMs + MAX_AHEAD_MS);
    return Math.max(0, reference - retentionMs);
  }

  /**
   * Says of ledger entries whether all that their chunks left in the store may still be there: no
   * blocks of their time were removed since. What a newer release says of that is not known here,
   * nor what cannot be read: then all may have been removed, and is taken again.
   *
   * @param known entries that will be asked about; where there are none, etcd is not asked
   * @throws KvException when etcd fails
   */
  Predicate<Ledger.Recorded> kept(String cluster, List<Ledger.Recorded> known) {
    if (known.isEmpty()) {
      return recorded -> false;
    }
    Page expired = retry().ofRepeatable(() -> kv.range(Range.key(keys.expired(cluster))));
    long revision = expired.entries().stream().mapToLong(Entry::modRevision).sum();
    long removedBefore = removedBefore(expired);
    return recorded ->
        recorded.entry().accepted() == 0
            || recorded.entry().firstMs() >= removedBefore
            || (removedBefore < Long.MAX_VALUE && recorded.revision() > revision);
  }

  private static long removedBefore(Page expired) {
    try {
      return expired.entries().stream().allMatch(StoredTimes::isTime)
          ? StoredTimes.removedBeforeMs(expired)
          : Long.MAX_VALUE;
    } catch (NewerFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
