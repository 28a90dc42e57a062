package nexus.telemetry.ledger;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.ledger.LiveSource.Sent;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;
import org.jboss.logging.Logger;

/**
 * Which live sources there are, and how much each sends: one value a source, however many requests
 * it makes.
 *
 * <p>It is for people: what a request was is in its ledger entry and the sums. What came is noted
 * in etcd every {@value #NOTE_MS} ms at most, and what a process has not noted when it dies is left
 * out here alone. A source that has sent nothing for as long as ledger entries are kept is
 * forgotten.
 */
public final class LiveSources {

  /** Most sources of a cluster that are told apart; what more send is noted as of one. */
  static final int MOST = 1_000;

  /** Name of all others. */
  static final String OTHERS = "others";

  static final long NOTE_MS = 2_000;

  private static final Logger LOG = Logger.getLogger(LiveSources.class);
  private static final int ATTEMPTS = 4;

  private final Kv kv;
  private final Keyspace keys;
  private final TtlLeases leases;
  private final long retentionSeconds;
  private final Map<Name, Pending> pending = new HashMap<>();

  public LiveSources(Kv kv, Keyspace keys, TtlLeases leases, long retentionSeconds) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.retentionSeconds = retentionSeconds;
  }

  private record Name(String cluster, String source) {}

  /** What is not noted yet; null where all is. */
  private record Pending(String kind, Sent sent, long notedAtMs) {}

  /**
   * Notes that a source sent something. Never fails: what cannot be noted now is noted with the
   * next.
   *
   * @param nowMs the clock, epoch milliseconds
   */
  public void sent(String cluster, String source, String kind, Sent sent, long nowMs) {
    Name name = new Name(cluster, source);
    Optional<Pending> due = add(name, kind, sent, nowMs);
    due.ifPresent(
        all -> {
          if (!note(name, all)) {
            giveBack(name, all);
          }
        });
  }

  private synchronized Optional<Pending> add(Name name, String kind, Sent sent, long nowMs) {
    Name kept = pending.containsKey(name) || pending.size() < MOST ? name : other(name);
    Pending before = pending.get(kept);
    Sent all = before == null || before.sent() == null ? sent : before.sent().plus(sent);
    long notedAt = before == null ? Long.MIN_VALUE : before.notedAtMs();
    boolean due = before == null || nowMs - notedAt >= NOTE_MS || nowMs < notedAt;
    pending.put(kept, new Pending(kind, due ? null : all, due ? nowMs : notedAt));
    return due ? Optional.of(new Pending(kind, all, nowMs)) : Optional.empty();
  }

  private synchronized void giveBack(Name name, Pending unnoted) {
    pending.computeIfPresent(
        name,
        (key, now) -> {
          Sent all = now.sent() == null ? unnoted.sent() : unnoted.sent().plus(now.sent());
          return new Pending(now.kind(), all, now.notedAtMs());
        });
  }

  /** Notes all that is not noted yet. */
  public void noteAll() {
    Map<Name, Pending> all = new HashMap<>();
    synchronized (this) {
      pending.forEach(
          (name, one) -> {
            if (one.sent() != null) {
              all.put(name, one);
            }
          });
      all.forEach((name, one) -> pending.put(name, new Pending(one.kind(), null, one.notedAtMs())));
    }
    all.forEach(
        (name, one) -> {
          if (!note(name, one)) {
            giveBack(name, one);
          }
        });
  }

  private static Name other(Name name) {
    return new Name(name.cluster(), OTHERS);
  }

  private boolean note(Name name, Pending all) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (tryNote(name, all)) {
          return true;
        }
      }
    } catch (KvException | NewerFormatException e) {
      LOG.debugf("what %s sent is noted later: %s", name.source(), e.getMessage());
    }
    return false;
  }

  private boolean tryNote(Name name, Pending all) {
    String key = keys.source(name.cluster(), name.source());
    Page page = retry().ofRepeatable(() -> kv.range(Range.key(key)));
    if (page.entries().isEmpty() && !name.source().equals(OTHERS) && isFull(name.cluster())) {
      return tryNote(other(name), all);
    }
    Optional<LiveSource> before = page.entries().stream().findFirst().flatMap(LiveSources::read);
    LiveSource after =
        before
            .map(known -> known.plus(all.kind(), all.sent()))
            .orElseGet(() -> LiveSource.first(name.source(), all.kind(), all.sent()));
    long revision = page.entries().stream().mapToLong(Entry::modRevision).sum();
    long lease = leases.leaseOrNone(retentionSeconds);
    Op put = Op.put(key, RecordJson.encode(after), lease);
    try {
      return KvFutures.await(
              kv.txn(Txn.when(List.of(Compare.unchanged(key, revision)), List.of(put))))
          .succeeded();
    } catch (KvException e) {
      if (e.kind() == KvException.Kind.LEASE_GONE) {
        leases.forget(lease);
        return false;
      }
      throw e;
    }
  }

  private boolean isFull(String cluster) {
    Range all = Range.prefix(keys.sources(cluster)).countOnly();
    return retry().ofRepeatable(() -> kv.range(all)).count() >= MOST;
  }

  /** What cannot be read is begun anew: it is for people alone. */
  private static Optional<LiveSource> read(Entry entry) {
    try {
      return Optional.of(RecordJson.decode(StoredFormat.SOURCE, entry, LiveSource.class));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** A cluster's sources, ascending by name. */
  public List<LiveSource> list(String cluster) {
    Range all = Range.prefix(keys.sources(cluster)).limit(MOST + 1);
    List<LiveSource> sources = new ArrayList<>();
    for (Entry entry : retry().ofRepeatable(() -> kv.range(all)).entries()) {
      read(entry).ifPresent(sources::add);
    }
    return sources;
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
