package nexus.telemetry.drain;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.LatestSample;
import nexus.telemetry.store.HostLatestCodec;
import org.jboss.logging.Logger;

/**
 * Removes blocks older than the retention.
 *
 * <p>Age is measured in sample time, back from the cluster's newest sample (or from now, where that
 * is earlier): so a capture of last year can be stored and looked at, and in a live cluster it is
 * age as anyone means it. A pass runs when the limit has moved on by a block span; its cost grows
 * with the GPUs, never with the blocks.
 */
final class Expiry {

  private static final Logger LOG = Logger.getLogger(Expiry.class);

  /**
   * Even were each host's values as large as etcd takes, a page would fit what the client takes.
   */
  private static final int HOSTS_A_PAGE = 40;

  private final Kv kv;
  private final Keyspace keys;
  private final DrainOptions options;
  private final InstantSource clock;
  private final Map<String, Long> expiredUpTo = new ConcurrentHashMap<>();

  Expiry(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.options = options;
    this.clock = clock;
  }

  /**
   * Removes what is too old in a cluster, if the limit has moved on since the last pass. Only a
   * newer sample moves it, so whoever stored that one runs the pass; others need not ask.
   *
   * @param storedMs newest sample that was just stored, epoch milliseconds; 0 for none
   */
  void run(String cluster, long storedMs) {
    if (options.retentionMs() == 0 || limit(storedMs) <= 0) {
      return;
    }
    try {
      if (limit(storedMs) <= expiredUpTo(cluster)) {
        return;
      }
      long limit = limit(newestMs(cluster));
      if (limit > expiredUpTo(cluster)) {
        removeBlocksBefore(cluster, limit);
        byte[] mark = Long.toString(limit).getBytes(StandardCharsets.US_ASCII);
        await(Txn.always(List.of(Op.put(keys.expired(cluster), mark))));
        expiredUpTo.put(cluster, limit);
      }
    } catch (KvException | UnreadableException e) {
      LOG.warnf("expiry of %s is left to the next drain: %s", cluster, e.getMessage());
    }
  }

  private long newestMs(String cluster) {
    long newest = 0;
    Page page = KvFutures.await(kv.range(Range.prefix(keys.drainCounters(cluster))));
    for (Entry entry : page.entries()) {
      try {
        newest = Math.max(newest, DrainCounters.decode(entry.value()).newestMs());
      } catch (UnreadableException e) {
        // Its partition's next drain sets it aside; without it no more expires, only less.
        LOG.warnf("expiry goes on without %s: %s", entry.key(), e.getMessage());
      }
    }
    return newest;
  }

  /** Start of the oldest block that is kept, epoch milliseconds. */
  private long limit(long newestMs) {
    long reference = Math.min(newestMs, clock.millis());
    return Math.floorDiv(reference - options.retentionMs(), options.blockSpanMs())
        * options.blockSpanMs();
  }

  private long expiredUpTo(String cluster) {
    return expiredUpTo.computeIfAbsent(
        cluster,
        name ->
            KvFutures.await(kv.range(Range.key(keys.expired(name)))).entries().stream()
                .findFirst()
                .map(Expiry::mark)
                .orElse(0L));
  }

  /** What is no mark is none: the pass that follows writes a new one. */
  private static long mark(Entry entry) {
    String text = new String(entry.value(), StandardCharsets.US_ASCII);
    return text.matches("\\d{1,13}") ? Long.parseLong(text) : 0;
  }

  private void removeBlocksBefore(String cluster, long limit) {
    Range rest = Range.prefix(keys.latest(cluster)).limit(HOSTS_A_PAGE);
    while (true) {
      Page page = KvFutures.await(kv.range(rest));
      for (Entry entry : page.entries()) {
        try {
          expireHost(cluster, entry, limit);
        } catch (UnreadableException | InvalidInputException e) {
          LOG.warnf("expiry passes over %s: %s", entry.key(), e.getMessage());
        }
      }
      if (!page.more()) {
        return;
      }
      rest = rest.after(page.entries().get(page.entries().size() - 1).key());
    }
  }

  private void expireHost(String cluster, Entry entry, long limit) {
    HostLatest latest = HostLatestCodec.decode(entry.value());
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
      await(Txn.always(removals.subList(from, to)));
    }
    if (!kept.equals(latest.gpus())) {
      forget(entry, new HostLatest(latest.host(), kept));
    }
  }

  private static HostLatest.Gpu since(HostLatest.Gpu gpu, long limit) {
    List<LatestSample> samples =
        gpu.samples().stream().filter(sample -> sample.timeMs() >= limit).toList();
    return new HostLatest.Gpu(gpu.gpu(), gpu.uuid(), gpu.device(), gpu.model(), samples);
  }

  /** Loses, and leaves it to the next pass, when a drain brought newer values meanwhile. */
  private void forget(Entry entry, HostLatest kept) {
    Op op =
        kept.gpus().isEmpty()
            ? Op.delete(entry.key())
            : Op.put(entry.key(), HostLatestCodec.encode(kept));
    await(Txn.when(List.of(Compare.unchanged(entry.key(), entry.modRevision())), List.of(op)));
  }

  private void await(Txn txn) {
    KvFutures.await(kv.txn(txn));
  }
}
