package nexus.telemetry.drain;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.json.StoredVersion;
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
import nexus.telemetry.model.StoredFormat;
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
 * age in the usual sense. A pass runs when the limit has moved on by a block span; its cost grows
 * with the GPUs, never with the blocks.
 */
final class Expiry {

  private static final Logger LOG = Logger.getLogger(Expiry.class);

  /**
   * Hosts read at a time. The client takes such a page even when each host's values are as large as
   * etcd allows.
   */
  private static final int HOSTS_A_PAGE = 40;

  private final Kv kv;
  private final Keyspace keys;
  private final DrainOptions options;
  private final InstantSource clock;
  private final WritableFormats formats;

  /** After something of a newer version was in the way, a cluster's next pass is so much later. */
  private static final long NEWER_PAUSE_MS = 60_000;

  private final Map<String, Long> expiredUpTo = new ConcurrentHashMap<>();
  private final Map<String, Long> pausedUntilMs = new ConcurrentHashMap<>();

  Expiry(DrainContext context) {
    this.kv = context.kv();
    this.keys = context.keys();
    this.options = context.options();
    this.clock = context.clock();
    this.formats = context.formats();
  }

  /**
   * Removes what is too old in a cluster, if the limit has moved on since the last pass. Only a
   * newer sample moves it. So whoever stored that sample runs the pass, and others need not ask.
   *
   * @param storedMs newest sample that was just stored, epoch milliseconds; 0 for none
   */
  void run(String cluster, long storedMs) {
    if (options.retentionMs() == 0
        || limit(storedMs) <= 0
        || clock.millis() < pausedUntilMs.getOrDefault(cluster, 0L)) {
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
    } catch (NewerFormatException e) {
      LOG.warnf("expiry of %s waits for a newer release: %s", cluster, e.getMessage());
      pausedUntilMs.put(cluster, clock.millis() + NEWER_PAUSE_MS);
    }
  }

  private long newestMs(String cluster) {
    long newest = 0;
    Page page = KvFutures.await(kv.range(Range.prefix(keys.drainCounters(cluster))));
    for (Entry entry : page.entries()) {
      try {
        newest = Math.max(newest, DrainCounters.decode(entry.value()).newestMs());
      } catch (UnreadableException | NewerFormatException e) {
        // Where it is damaged the next drain of its partition sets it aside. Without it less
        // expires, never more.
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

  /**
   * The limit that is stored; 0 when the value is none. The next pass writes a new one.
   *
   * @throws NewerFormatException when it is of a newer version
   */
  private static long mark(Entry entry) {
    StoredVersion.check(StoredFormat.EXPIRED, entry.value());
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

  /**
   * Keeps only these values. When a drain brought newer ones meanwhile, this changes nothing, and
   * the next pass does it.
   */
  private void forget(Entry entry, HostLatest kept) {
    Op op = kept.gpus().isEmpty() ? Op.delete(entry.key()) : Op.put(entry.key(), encode(kept));
    await(Txn.when(List.of(Compare.unchanged(entry.key(), entry.modRevision())), List.of(op)));
  }

  private byte[] encode(HostLatest kept) {
    return HostLatestCodec.encode(kept, formats.now().of(StoredFormat.LATEST));
  }

  private void await(Txn txn) {
    KvFutures.await(kv.txn(txn));
  }
}
