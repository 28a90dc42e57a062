package nexus.telemetry.kv.memory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.RequestLimits;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/**
 * etcd's twin in memory: same revisions, same refusals, no process. Thread-safe; every future is
 * complete when it is returned.
 *
 * <pre>
 * history    key → versions, oldest first        what {@link KeyHistory} draws
 * leases     lease → its end, keys under it      what {@link InMemoryLeases} draws
 * watches    revision → keys changed by it       5 → ["/a"]
 * revision   of the newest change                1 in an empty store, as in etcd
 * compacted  oldest revision that can be read
 * </pre>
 *
 * <p>A lease ends by the injected clock: whichever call comes first at or after its end removes its
 * keys, in one revision a lease; {@link #expireLeases} is such a call. Unlike etcd, a lease may be
 * shorter than two seconds, and none lives longer than asked for.
 *
 * <p>Long because it answers every call of {@link Kv} over one state and under one lock.
 */
public final class InMemoryKv implements Kv {

  private static final String VERSION = "in-memory";

  private final InstantSource clock;
  private final long quotaBytes;
  private final KeyHistory history = new KeyHistory();
  private final InMemoryLeases leases = new InMemoryLeases();
  private final InMemoryWatches watches = new InMemoryWatches();
  private long revision = 1;
  private long compacted;
  private boolean closed;

  /** A store without a quota. */
  public InMemoryKv(InstantSource clock) {
    this(clock, Long.MAX_VALUE);
  }

  /**
   * @param clock by which leases end
   * @param quotaBytes bytes of keys and values, older versions included, above which puts are
   *     refused with {@code NO_SPACE} and the alarm {@code NOSPACE} is raised, until a compaction
   *     makes room
   */
  public InMemoryKv(InstantSource clock, long quotaBytes) {
    this.clock = clock;
    this.quotaBytes = quotaBytes;
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return answer(
        () -> {
          RequestLimits.checkRange(range.from(), range.toExclusive());
          checkRevision(range);
          return read(range, revision);
        });
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    return answer(
        () -> {
          RequestLimits.check(txn);
          boolean succeeded = txn.conditions().stream().allMatch(this::holds);
          List<Op> branch = succeeded ? txn.then() : txn.otherwise();
          branch.forEach(this::checkAgainstStore);
          return apply(succeeded, branch);
        });
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return answer(
        () -> {
          RequestLimits.checkTtl(ttlSeconds);
          return leases.grant(clock.instant().plusSeconds(ttlSeconds));
        });
  }

  @Override
  public CompletableFuture<Void> revokeLease(long leaseId) {
    return answer(
        () -> {
          end(leaseId);
          return null;
        });
  }

  @Override
  public synchronized Watch watch(
      String from,
      String toExclusive,
      long afterRevision,
      Consumer<Long> onChange,
      Consumer<KvException> onEnd) {
    if (closed) {
      throw closedNow();
    }
    RequestLimits.checkRange(from, toExclusive);
    var watch = new InMemoryWatches.Watcher(from, toExclusive, onChange, onEnd);
    endExpiredLeases();
    if (afterRevision + 1 < compacted) {
      watches.refuse(watch, compactedAway(afterRevision + 1));
    } else {
      watches.add(watch, afterRevision);
    }
    return watch;
  }

  @Override
  public Watch watchPuts(
      String from,
      String toExclusive,
      long afterRevision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    Consumer<Long> tell =
        at -> {
          List<Entry> entries = putsAt(at, from, toExclusive);
          if (!entries.isEmpty()) {
            onPuts.accept(new Puts(at, Optional.of(entries)));
          }
        };
    return watch(from, toExclusive, afterRevision, tell, onEnd);
  }

  private synchronized List<Entry> putsAt(long atRevision, String from, String toExclusive) {
    return history.read(Range.of(from, toExclusive), atRevision).entries().stream()
        .filter(entry -> entry.modRevision() == atRevision)
        .toList();
  }

  @Override
  public CompletableFuture<Status> status() {
    return answer(
        () ->
            new Status(
                VERSION,
                history.bytes(),
                history.bytes(),
                revision,
                full() ? List.of("NOSPACE") : List.of()));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      watches.close();
    }
  }

  /**
   * Forgets what only reads before {@code atRevision} can see; such reads and watches fail from now
   * on with {@code COMPACTED}.
   *
   * @throws KvException when that revision is compacted already or is not reached yet
   */
  public synchronized void compact(long atRevision) {
    if (atRevision <= compacted) {
      throw compactedAway(atRevision);
    }
    checkReached(atRevision);
    compacted = atRevision;
    history.compact(atRevision);
    watches.compact(atRevision);
  }

  /** Ends the leases whose time is up, as the next call of any kind would. */
  public synchronized void expireLeases() {
    endExpiredLeases();
  }

  private synchronized <T> CompletableFuture<T> answer(Supplier<T> call) {
    try {
      if (closed) {
        throw closedNow();
      }
      endExpiredLeases();
      return CompletableFuture.completedFuture(call.get());
    } catch (KvException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean holds(Compare compare) {
    KeyHistory.Version version = history.at(compare.key(), revision);
    if (version == null) {
      return compare.revision() == 0;
    }
    return compare.revision()
        == switch (compare.target()) {
          case CREATE -> version.createRevision();
          case MOD -> version.modRevision();
        };
  }

  private void checkAgainstStore(Op op) {
    if (op instanceof Op.Get get) {
      checkRevision(get.range());
    } else if (op instanceof Op.Put put) {
      if (full()) {
        throw new KvException(KvException.Kind.NO_SPACE, "mvcc: database space exceeded", null);
      }
      if (put.leaseId() != 0 && !leases.has(put.leaseId())) {
        throw new KvException(
            KvException.Kind.LEASE_GONE, "requested lease not found: " + put.leaseId(), null);
      }
    }
  }

  /** Everything one transaction changes has one revision; its reads see its earlier writes. */
  private TxnResult apply(boolean succeeded, List<Op> branch) {
    List<Page> pages = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    long next = revision + 1;
    long deleted = 0;
    for (Op op : branch) {
      if (op instanceof Op.Put put) {
        put(put, next);
        changed.add(put.key());
      } else if (op instanceof Op.Get get) {
        pages.add(read(get.range(), changed.isEmpty() ? revision : next));
      } else {
        List<String> gone = delete(op, next);
        deleted += gone.size();
        changed.addAll(gone);
      }
    }
    tell(changed);
    return new TxnResult(succeeded, pages, deleted, revision);
  }

  private void put(Op.Put put, long next) {
    detach(put.key(), next);
    history.put(put.key(), put.value(), put.leaseId(), next);
    leases.attach(put.key(), put.leaseId());
  }

  private List<String> delete(Op op, long next) {
    List<String> gone =
        op instanceof Op.DeleteRange range
            ? history.live(range.from(), range.toExclusive(), next)
            : liveKey(((Op.Delete) op).key(), next);
    for (String key : gone) {
      detach(key, next);
      history.remove(key, next);
    }
    return gone;
  }

  private List<String> liveKey(String key, long next) {
    return history.at(key, next) == null ? List.of() : List.of(key);
  }

  private void detach(String key, long next) {
    KeyHistory.Version before = history.at(key, next);
    if (before != null) {
      leases.detach(key, before.leaseId());
    }
  }

  private void tell(List<String> changed) {
    if (!changed.isEmpty()) {
      revision++;
      watches.changed(revision, changed);
    }
  }

  private Page read(Range range, long newest) {
    return history.read(range, range.revision() == 0 ? newest : range.revision());
  }

  private void endExpiredLeases() {
    leases.expired(clock.instant()).forEach(this::end);
  }

  private void end(long leaseId) {
    List<String> keys = leases.remove(leaseId);
    keys.forEach(key -> history.remove(key, revision + 1));
    tell(keys);
  }

  private boolean full() {
    return history.bytes() > quotaBytes;
  }

  private void checkRevision(Range range) {
    checkReached(range.revision());
    if (range.revision() != 0 && range.revision() < compacted) {
      throw compactedAway(range.revision());
    }
  }

  private void checkReached(long atRevision) {
    if (atRevision > revision) {
      throw new KvException(
          KvException.Kind.COMPACTED,
          "required revision is a future revision: " + atRevision + " of " + revision,
          null);
    }
  }

  private KvException compactedAway(long atRevision) {
    return new KvException(
        KvException.Kind.COMPACTED,
        "revision " + atRevision + " is compacted away; the oldest is " + compacted,
        null);
  }

  private static KvException closedNow() {
    return new KvException(KvException.Kind.UNAVAILABLE, "the client is closed", null);
  }
}
