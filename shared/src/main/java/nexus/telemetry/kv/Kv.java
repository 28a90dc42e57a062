package nexus.telemetry.kv;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A small transactional store of keys and values: range reads at a revision, transactions, leases
 * of fixed length, and watches. It offers what the pipeline needs of etcd, and no more.
 *
 * <p>Every call has a deadline. A call that fails completes its future with a {@link KvException},
 * whose kind says whether it is safe to repeat. Nothing is retried here.
 *
 * <p>Keys are strings of which each character is one byte (ISO 8859-1), so that every key that etcd
 * can hold can be read back and removed, and string order is etcd's key order. The keys that the
 * pipeline itself writes are ASCII.
 */
public interface Kv extends AutoCloseable {

  /**
   * Most operations that one branch of a transaction holds, below etcd's default limit of 128
   * ({@code --max-txn-ops}).
   */
  int MAX_OPERATIONS = 100;

  /** Most bytes of keys and values in one transaction, below etcd's default limit of 1.5 MiB. */
  int MAX_BYTES = 1 << 20;

  /** Reads the keys of a range in ascending key order. */
  CompletableFuture<Page> range(Range range);

  /**
   * Applies {@code txn} atomically: its {@code then} operations when every compare holds, else its
   * {@code otherwise} operations.
   */
  CompletableFuture<TxnResult> txn(Txn txn);

  /** Grants a lease of fixed length; the future holds its ID. Keys put under it end with it. */
  CompletableFuture<Long> grantLease(long ttlSeconds);

  /** Ends a lease now and removes its keys. A lease that is already gone is no error. */
  CompletableFuture<Void> revokeLease(long leaseId);

  /**
   * Watches {@code [from, toExclusive)} after {@code revision}. {@code onChange} gets the revision
   * of each batch of changes. {@code onEnd} gets, once, the reason why the watch ended by itself:
   * then list again and watch anew. Closing the watch ends it silently.
   */
  Watch watch(
      String from,
      String toExclusive,
      long revision,
      Consumer<Long> onChange,
      Consumer<KvException> onEnd);

  /**
   * Like {@link #watch}, but hands over the entries that were put, and nothing of removals. A store
   * that does not know what was put hands over a change without entries: something may have
   * changed.
   */
  default Watch watchPuts(
      String from,
      String toExclusive,
      long revision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    return watch(
        from, toExclusive, revision, at -> onPuts.accept(new Puts(at, Optional.empty())), onEnd);
  }

  /**
   * A batch of changes.
   *
   * @param revision revision of the newest change; every change up to it has been handed over
   * @param entries the entries that were put, ascending by revision; empty when it is only known
   *     that something changed
   */
  record Puts(long revision, Optional<List<Entry>> entries) {}

  /** State of the etcd behind this client. */
  CompletableFuture<Status> status();

  /**
   * How calls of this store are repeated: when they are safe to repeat, up to {@code attempts}
   * times within {@code total}.
   */
  default Retry retry(int attempts, Duration total) {
    return Retry.onSystemTime(attempts, total);
  }

  @Override
  void close();

  /** A running watch. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
