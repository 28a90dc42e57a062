package nexus.telemetry.kv;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Leases for keys that end some time after they are put. All keys put within one bucket of time
 * share one lease, since each lease costs etcd a timer and a log entry.
 *
 * <pre>
 * bucket = a tenth of the TTL, at least a second
 * |--- bucket k ---|--- bucket k+1 ---|      a lease is granted at the first key of its bucket,
 *   ^ granted     ^ last key of it           for TTL + 2 buckets: one because the last key comes
 *                                            a bucket later, one for that key's put to arrive
 * </pre>
 *
 * <p>So no key lives shorter than its TTL, and none more than a fifth longer (or 2 s).
 */
public final class TtlLeases {

  private static final long BUCKETS_A_TTL = 10;

  private final Kv kv;
  private final InstantSource clock;

  /** TTL in seconds → the newest lease for it. */
  private final Map<Long, Granted> leases = new ConcurrentHashMap<>();

  private record Granted(long bucket, CompletableFuture<Long> lease) {}

  /**
   * @param kv grants the leases
   * @param clock cuts time into buckets
   */
  public TtlLeases(Kv kv, InstantSource clock) {
    this.kv = kv;
    this.clock = clock;
  }

  /**
   * A lease to put a key under now.
   *
   * @param ttlSeconds least time that the key shall live; more than 0
   * @throws KvException when the lease could not be granted; the next call tries anew
   */
  public long leaseFor(long ttlSeconds) {
    if (ttlSeconds < 1) {
      throw new IllegalArgumentException("a TTL is a second or more, not " + ttlSeconds);
    }
    long length = Math.max(1, ttlSeconds / BUCKETS_A_TTL);
    long bucket = Math.floorDiv(clock.instant().getEpochSecond(), length);
    // The map computes it, so one thread alone asks for the lease when two find a new bucket.
    Granted granted =
        leases.compute(
            ttlSeconds,
            (ttl, old) ->
                old != null && old.bucket() == bucket && !old.lease().isCompletedExceptionally()
                    ? old
                    : new Granted(bucket, kv.grantLease(ttl + 2 * length)));
    return KvFutures.await(granted.lease());
  }

  /**
   * A lease as {@link #leaseFor} has it, or 0, for none, where the TTL is 0.
   *
   * @throws KvException as above
   */
  public long leaseOrNone(long ttlSeconds) {
    return ttlSeconds == 0 ? 0 : leaseFor(ttlSeconds);
  }

  /**
   * Puts keys under a lease. When that lease turns out to be gone, puts them once more under
   * another.
   *
   * @param ttlSeconds least time that the keys shall live; 0 for ever
   * @param puts gets the lease, 0 for none; safe to repeat
   * @throws KvException as {@code puts} does, or when no lease could be granted
   */
  public <T> T under(long ttlSeconds, LongFunction<T> puts) {
    long lease = leaseOrNone(ttlSeconds);
    try {
      return puts.apply(lease);
    } catch (KvException e) {
      if (e.kind() != KvException.Kind.LEASE_GONE) {
        throw e;
      }
      forget(lease);
      return puts.apply(leaseOrNone(ttlSeconds));
    }
  }

  /** Never hands out {@code leaseId} again: call this when a put failed with {@code LEASE_GONE}. */
  public void forget(long leaseId) {
    leases.values().removeIf(granted -> holds(granted, leaseId));
  }

  private static boolean holds(Granted granted, long leaseId) {
    return granted.lease().isDone()
        && !granted.lease().isCompletedExceptionally()
        && granted.lease().join() == leaseId;
  }
}
