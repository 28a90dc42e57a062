package nexus.telemetry.drain;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.store.StoredTimes;
import nexus.telemetry.store.StoredValues;
import nexus.telemetry.usage.UsageHours;
import org.jboss.logging.Logger;

/**
 * Removes blocks older than the retention, a day after it was found that they are.
 *
 * <p>Age is measured in sample time, back from the cluster's newest sample (or from now, where that
 * is earlier): so a capture of last year can be stored and looked at, and in a live cluster it is
 * age in the usual sense. But a row may be dated a day ahead, and a drainer's clock may be wrong by
 * months. So a limit is only marked at first. It is swept when a day has passed by etcd's own
 * clock, which is how long a lease lives, and then no later than the limit is at that time:
 *
 * <pre>
 * expired         E  all blocks before it were removed
 * expiring        M  all blocks before it shall be
 * expiring-waits  W  there for a day, or the retention where that is shorter, from when M was put
 *
 *         a newer sample: limit = min(newest, now) - retention
 * (1) no M, limit &gt; E     put M = limit and W, if there is still no M
 * (2) M and W             lower M to the limit, if it is less; never raise it
 * (3) M, no W             put E = min(M, limit), remove the blocks before E, delete M
 * </pre>
 *
 * <p>What is dated at most a day ahead marks, with whatever clock, a limit at most a day early; a
 * day later it no longer is. So a live cluster keeps its retention and one to two days more.
 *
 * <p>Races, and who loses:
 *
 * <ul>
 *   <li>Two drainers mark: the second finds M, and then lowers it.
 *   <li>One lowers M while another is about to sweep: E is put only while M is as it was read.
 *   <li>One sleeps in a sweep until others have finished it: its removals are conditional on M.
 *   <li>One dies in a sweep: M is left, and the next pass goes on. E is put before the first
 *       removal, so whoever is sent content of that time again knows that it may be gone.
 *   <li>E or M cannot be read: it counts as 0, so that less is removed, and is put anew a day
 *       later.
 *   <li>etcd elects a leader: a lease then lives its whole time again. So a sweep may come later,
 *       never earlier.
 * </ul>
 *
 * <p>A pass runs when the limit has moved on by a block span; the cost of a sweep grows with the
 * GPUs, never with the blocks.
 */
final class Expiry {

  private static final Logger LOG = Logger.getLogger(Expiry.class);
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /**
   * Hosts read at a time. The client takes such a page even when each host's values are as large as
   * etcd allows.
   */
  private static final int HOSTS_A_PAGE = 40;

  private final Kv kv;
  private final Keyspace keys;
  private final DrainOptions options;
  private final InstantSource clock;
  private final IncidentExpiry incidents;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  /** After something of a newer version was in the way, a cluster's next pass is so much later. */
  private static final long NEWER_PAUSE_MS = 60_000;

  private final Map<String, Long> pausedUntilMs = new ConcurrentHashMap<>();

  Expiry(DrainContext context) {
    this.kv = context.kv();
    this.keys = context.keys();
    this.options = context.options();
    this.clock = context.clock();
    this.incidents = new IncidentExpiry(kv, keys);
  }

  /**
   * What a pass found in a cluster.
   *
   * @param limit the limit that it ran for
   * @param expired E
   * @param atMs when it ran, by this drainer's clock
   */
  private record Look(long limit, long expired, long atMs) {}

  /** What etcd has of a cluster's expiry. */
  private record State(Page expired, Page mark, Page waits, long newestMs, long nowMs) {

    /**
     * E; 0 where it cannot be read, or is of a time that has not come, as no E is: it would keep
     * everything for ever. A sweep puts it anew.
     */
    long expiredMs() {
      long told = StoredTimes.removedBeforeMs(expired);
      return told > Math.max(nowMs, newestMs) + DAY_MS ? 0 : told;
    }

    Optional<Entry> marked() {
      return mark.entries().stream().findFirst();
    }

    boolean isWaiting() {
      return !waits.entries().isEmpty();
    }
  }

  /**
   * Takes the next step in a cluster, if the limit has moved on since the last pass. Only a newer
   * sample moves it. So whoever stored that sample runs the pass, and others need not ask.
   *
   * @param storedMs newest sample that was just stored, epoch milliseconds; 0 for none
   */
  void run(String cluster, long storedMs) {
    long limit = limit(storedMs);
    if (options.retentionMs() == 0
        || limit <= 0
        || isKnown(cluster, limit)
        || clock.millis() < pausedUntilMs.getOrDefault(cluster, 0L)) {
      return;
    }
    try {
      long expired = step(cluster, read(cluster));
      looks.put(cluster, new Look(limit, expired, clock.millis()));
    } catch (KvException | UnreadableException e) {
      LOG.warnf("expiry of %s is left to the next drain: %s", cluster, e.getMessage());
    } catch (NewerFormatException e) {
      LOG.warnf("expiry of %s waits for a newer release: %s", cluster, e.getMessage());
      pausedUntilMs.put(cluster, clock.millis() + NEWER_PAUSE_MS);
    }
  }

  /**
   * Whether a pass for this limit would find nothing new. Only when it looks depends on a clock.
   */
  private boolean isKnown(String cluster, long limit) {
    Look last = looks.get(cluster);
    long pauseMs = Math.min(options.blockSpanMs(), waitMs());
    return last != null
        && (limit <= last.expired()
            || (limit == last.limit() && Math.abs(clock.millis() - last.atMs()) < pauseMs));
  }

  private long waitMs() {
    return Math.min(DAY_MS, options.retentionMs());
  }

  private State read(String cluster) {
    Txn reads =
        Txn.always(
            List.of(
                Op.get(Range.key(keys.expired(cluster))),
                Op.get(Range.key(keys.expiring(cluster))),
                Op.get(Range.key(keys.expiringWaits(cluster))),
                Op.get(Range.prefix(keys.drainCounters(cluster)))));
    List<Page> pages = KvFutures.await(kv.txn(reads)).pages();
    long newestMs = StoredTimes.newestMs(pages.get(3));
    return new State(pages.get(0), pages.get(1), pages.get(2), newestMs, clock.millis());
  }

  /** Start of the oldest block that is kept, epoch milliseconds. */
  private long limit(long newestMs) {
    return limit(newestMs, options.retentionMs());
  }

  private long limit(long newestMs, long retentionMs) {
    long reference = Math.min(newestMs, clock.millis());
    long span = options.blockSpanMs();
    return Math.max(0, Math.floorDiv(reference - retentionMs, span) * span);
  }

  /** Does what the state asks for; returns E as it is then. */
  private long step(String cluster, State state) {
    long limit = limit(state.newestMs());
    Optional<Entry> marked = state.marked();
    if (marked.isEmpty()) {
      mark(cluster, limit, state.expiredMs());
    } else if (state.isWaiting()) {
      lower(state, marked.get(), limit);
      waitAnew(state.waits().entries().get(0));
    } else {
      return sweep(cluster, state, marked.get(), limit);
    }
    return state.expiredMs();
  }

  private void mark(String cluster, long limit, long expired) {
    if (limit <= expired) {
      return;
    }
    long lease = KvFutures.await(kv.grantLease(Math.max(1, waitMs() / 1000)));
    List<Op> puts =
        List.of(
            Op.put(keys.expiring(cluster), StoredTimes.encode(limit)),
            Op.put(keys.expiringWaits(cluster), new byte[0], lease));
    if (!holds(Txn.when(List.of(Compare.absent(keys.expiring(cluster))), puts))) {
      KvFutures.await(kv.revokeLease(lease));
    }
  }

  /** Of a W that no lease ends, as somebody has put it by hand: a day begins again. */
  private void waitAnew(Entry waits) {
    if (waits.leaseId() == 0) {
      long lease = KvFutures.await(kv.grantLease(Math.max(1, waitMs() / 1000)));
      Op put = Op.put(waits.key(), new byte[0], lease);
      if (!holds(Txn.when(List.of(unchanged(waits)), List.of(put)))) {
        KvFutures.await(kv.revokeLease(lease));
      }
    }
  }

  private void lower(State state, Entry marked, long limit) {
    if (limit < StoredTimes.timeMs(marked)) {
      Entry waits = state.waits().entries().get(0);
      holds(
          Txn.when(
              List.of(unchanged(marked), unchanged(waits)),
              List.of(Op.put(marked.key(), StoredTimes.encode(limit)))));
    }
  }

  private long sweep(String cluster, State state, Entry marked, long limit) {
    long expired = state.expiredMs();
    long until = Math.max(expired, Math.min(StoredTimes.timeMs(marked), limit));
    if (until > expired && !decide(cluster, state, marked, until)) {
      return expired;
    }
    Compare same = unchanged(marked);
    removeBlocksBefore(cluster, until, same);
    incidents.removeBefore(
        cluster, limit(state.newestMs(), options.incidents().retentionMs()), same);
    removeUsageBefore(
        cluster,
        limit(state.newestMs(), Math.max(options.retentionMs(), options.usageRetentionMs())),
        same);
    if (ended(cluster, marked, until)) {
      mark(cluster, limit, until);
    }
    return until;
  }

  private void removeUsageBefore(String cluster, long limit, Compare condition) {
    long days = UsageHours.dayOf(limit);
    List<Op> removals = new ArrayList<>();
    for (Range old : List.of(keys.usageHours(cluster, 0, days), keys.usageDays(cluster, 0, days))) {
      removals.add(new Op.DeleteRange(old.from(), old.toExclusive()));
    }
    holds(Txn.when(List.of(condition), removals));
  }

  /**
   * Ends a sweep. The limit is put once more, unless another one stands: so what was ingested
   * before that revision may have been removed, and what is ingested later was not.
   */
  private boolean ended(String cluster, Entry marked, long until) {
    Op removal = Op.delete(marked.key());
    Range key = Range.key(keys.expired(cluster));
    for (Entry stands : KvFutures.await(kv.range(key)).entries()) {
      if (StoredTimes.timeMs(stands) == until
          && holds(
              Txn.when(
                  List.of(unchanged(marked), unchanged(stands)),
                  List.of(Op.put(stands.key(), stands.value()), removal)))) {
        return true;
      }
    }
    return holds(Txn.when(List.of(unchanged(marked)), List.of(removal)));
  }

  private boolean decide(String cluster, State state, Entry marked, long until) {
    String key = keys.expired(cluster);
    long revision = state.expired().entries().stream().mapToLong(Entry::modRevision).sum();
    return holds(
        Txn.when(
            List.of(
                unchanged(marked),
                Compare.absent(keys.expiringWaits(cluster)),
                Compare.unchanged(key, revision)),
            List.of(Op.put(key, StoredTimes.encode(until)))));
  }

  private static Compare unchanged(Entry entry) {
    return Compare.unchanged(entry.key(), entry.modRevision());
  }

  private void removeBlocksBefore(String cluster, long limit, Compare condition) {
    Range rest = Range.prefix(keys.latest(cluster)).limit(HOSTS_A_PAGE);
    while (true) {
      Page page = KvFutures.await(kv.range(rest));
      for (Entry entry : page.entries()) {
        try {
          expireHost(cluster, entry, limit, condition);
        } catch (UnreadableException | NewerFormatException | InvalidInputException e) {
          LOG.warnf("expiry passes over %s: %s", entry.key(), e.getMessage());
        }
      }
      if (!page.more()) {
        return;
      }
      rest = rest.after(page.entries().get(page.entries().size() - 1).key());
    }
  }

  /**
   * Removes a host's old blocks, whatever their versions: a block's age is in its key.
   *
   * @throws NewerFormatException when the host's newest values are of a newer version
   */
  private void expireHost(String cluster, Entry entry, long limit, Compare condition) {
    HostLatest latest = StoredValues.newest(entry);
    List<Op> removals = new ArrayList<>();
    List<HostLatest.Gpu> kept = new ArrayList<>();
    for (HostLatest.Gpu gpu : latest.gpus()) {
      GpuId id = new GpuId(latest.host(), gpu.gpu());
      Range old = keys.blocks(cluster, id, 0, limit);
      removals.add(new Op.DeleteRange(old.from(), old.toExclusive()));
      HostLatest.Gpu remaining = since(gpu, limit);
      if (!remaining.samples().isEmpty()) {
        kept.add(remaining);
      }
    }
    for (int from = 0; from < removals.size(); from += Kv.MAX_OPERATIONS) {
      int to = Math.min(removals.size(), from + Kv.MAX_OPERATIONS);
      holds(Txn.when(List.of(condition), removals.subList(from, to)));
    }
    if (!kept.equals(latest.gpus())) {
      forget(entry, new HostLatest(latest.host(), kept), condition);
    }
  }

  private static HostLatest.Gpu since(HostLatest.Gpu gpu, long limit) {
    List<LatestSample> samples =
        gpu.samples().stream().filter(sample -> sample.timeMs() >= limit).toList();
    return new HostLatest.Gpu(
        gpu.gpu(),
        gpu.uuid(),
        gpu.device(),
        gpu.model(),
        samples,
        gpu.open().flatMap(open -> open.since(limit)));
  }

  /**
   * Keeps only these values. When a drain brought newer ones meanwhile, this changes nothing, and
   * the next pass does it.
   */
  private void forget(Entry entry, HostLatest kept, Compare condition) {
    Op op =
        kept.gpus().isEmpty()
            ? Op.delete(entry.key())
            : Op.put(entry.key(), HostLatestCodec.encode(kept));
    holds(Txn.when(List.of(unchanged(entry), condition), List.of(op)));
  }

  /** Applies a transaction; whether its conditions held. */
  private boolean holds(Txn txn) {
    return KvFutures.await(kv.txn(txn)).succeeded();
  }
}
