package nexus.telemetry.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Partitions;
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
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.StoredFormat;

/**
 * What every ingested chunk became, and the exact sums over all of them.
 *
 * <p>An entry is written last, after all of the chunk's messages, in one transaction with the sums:
 * so a chunk with an entry is wholly queued, and the sums count each chunk once, also one that is
 * ingested anew: its entry and its part of the sums are replaced in one transaction. The sums are
 * spread over {@value #SHARDS} keys, so that chunks ingested side by side seldom wait for each
 * other.
 *
 * <p>Entries end after {@code LEDGER_RETENTION}: then the same content counts as new, and finds its
 * samples stored already.
 */
public final class Ledger {

  /** Keys the sums are spread over. */
  static final int SHARDS = 16;

  private static final int ATTEMPTS = 64;
  private static final int MOST_TIMEOUTS = 3;
  private static final Partitions SHARD_OF = new Partitions(SHARDS);

  private final Kv kv;
  private final Keyspace keys;
  private final TtlLeases leases;
  private final long retentionSeconds;
  private final WritableFormats formats;
  private final Retry retry = Retry.onSystemTime(4, Duration.ofSeconds(10));

  /**
   * @param retentionSeconds seconds for which entries are kept; 0 for ever
   * @param formats the versions to write
   */
  public Ledger(
      Kv kv, Keyspace keys, TtlLeases leases, long retentionSeconds, WritableFormats formats) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.retentionSeconds = retentionSeconds;
    this.formats = formats;
  }

  /**
   * An entry as it stands.
   *
   * @param revision of its last put
   */
  public record Recorded(LedgerEntry entry, long revision) {

    private static Recorded of(Entry stored) {
      return new Recorded(
          RecordJson.decode(StoredFormat.LEDGER, stored, LedgerEntry.class), stored.modRevision());
    }
  }

  /** Every entry of an upload, ascending by chunk. */
  public List<LedgerEntry> entries(String cluster, String upload) {
    return recorded(cluster, upload).stream().map(Recorded::entry).toList();
  }

  /** Every entry of an upload as it stands, ascending by chunk. */
  public List<Recorded> recorded(String cluster, String upload) {
    List<Recorded> entries = new ArrayList<>();
    Range rest = Range.prefix(keys.upload(cluster, upload)).limit(64);
    while (true) {
      Range next = rest;
      Page page = retry.ofRepeatable(() -> kv.range(next));
      page.entries().forEach(entry -> entries.add(Recorded.of(entry)));
      if (!page.more()) {
        return entries;
      }
      rest = rest.after(page.entries().get(page.entries().size() - 1).key()).at(page.revision());
    }
  }

  /** The entry of one chunk, if it is recorded. */
  public Optional<Recorded> recorded(String cluster, String upload, int chunk) {
    Range key = Range.key(keys.ledgerEntry(cluster, upload, chunk));
    return retry.ofRepeatable(() -> kv.range(key)).entries().stream().findFirst().map(Recorded::of);
  }

  /**
   * Records a chunk as {@link #record} does. With the first chunk it lists the upload, as begun
   * when that chunk was ingested.
   */
  public LedgerEntry recordListed(String cluster, LedgerEntry entry, Optional<Recorded> replaced) {
    return record(
        new Recording(
            cluster, entry, replaced, entry.chunk() == 0 ? Listing.LISTED : Listing.OTHER));
  }

  /**
   * Records what a live source sent at once, as {@link #record} does. It is no upload: the sums do
   * not count it as one.
   */
  public LedgerEntry recordLive(String cluster, LedgerEntry entry) {
    return record(new Recording(cluster, entry, Optional.empty(), Listing.LIVE));
  }

  /** Records a chunk as {@link #record(String, LedgerEntry, Optional)} does, and replaces none. */
  public LedgerEntry record(String cluster, LedgerEntry entry) {
    return record(cluster, entry, Optional.empty());
  }

  /**
   * Records a chunk, once: where it has an entry already, that one stays and is returned, unless it
   * is the one to replace. The sums then lose what they had of that one.
   *
   * @param replaced the entry that this one may stand in for
   * @return the entry that stands, which is {@code entry} unless another ingest of the same chunk
   *     was first
   * @throws KvException of kind {@code OVERLOADED}, when the one to replace is gone: then messages
   *     that were published in its stead may not be, and all is to be done again
   */
  public LedgerEntry record(String cluster, LedgerEntry entry, Optional<Recorded> replaced) {
    return record(new Recording(cluster, entry, replaced, Listing.OTHER));
  }

  /** Removes an entry, and what the sums have of it; nothing where another one stands there. */
  public void remove(String cluster, Recorded removed) {
    repeat(removed.entry(), () -> tryRemove(cluster, removed));
  }

  private LedgerEntry record(Recording recording) {
    return repeat(recording.entry(), () -> tryRecord(recording));
  }

  private static <T> T repeat(LedgerEntry entry, Supplier<Optional<T>> attempt) {
    int timeouts = 0;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        Optional<T> done = attempt.get();
        if (done.isPresent()) {
          return done.get();
        }
      } catch (KvException e) {
        if (e.kind() != KvException.Kind.TIMEOUT || ++timeouts == MOST_TIMEOUTS) {
          throw e;
        }
      }
    }
    throw new KvException(
        KvException.Kind.OVERLOADED,
        "too many ingests at once to record chunk " + entry.chunk() + " of " + entry.upload(),
        null);
  }

  /**
   * One entry to be recorded.
   *
   * @param replaced the one that it may stand in for
   * @param listing how it is listed
   */
  private record Recording(
      String cluster, LedgerEntry entry, Optional<Recorded> replaced, Listing listing) {

    IngestTotals totals() {
      return listing == Listing.LIVE ? IngestTotals.of(0, entry.counts()) : Ledger.totals(entry);
    }
  }

  /** How an entry is listed. */
  private enum Listing {
    /** Its upload is listed with it. */
    LISTED,
    /** Its upload is listed with another, or before. */
    OTHER,
    /** It is of no upload. */
    LIVE
  }

  /** An entry's key and that of its sums, and what they held when they were read. */
  private record Standing(
      String key, Optional<Entry> value, String sumKey, Optional<Entry> sumValue) {

    Optional<Recorded> entry() {
      return value.map(Recorded::of);
    }

    IngestTotals sums() {
      return sumValue.map(Ledger::totals).orElse(IngestTotals.ZERO);
    }

    List<Compare> unchanged() {
      return List.of(
          Compare.unchanged(key, value.map(Entry::modRevision).orElse(0L)),
          Compare.unchanged(sumKey, sumValue.map(Entry::modRevision).orElse(0L)));
    }
  }

  private Standing standing(String cluster, LedgerEntry entry) {
    String key = keys.ledgerEntry(cluster, entry.upload(), entry.chunk());
    String shard = SHARD_OF.of(entry.upload() + "-" + entry.chunk());
    String sumKey = keys.ingestCounter(cluster, Integer.parseInt(shard));
    Txn read = Txn.always(List.of(Op.get(Range.key(key)), Op.get(Range.key(sumKey))));
    List<Page> pages = retry.ofRepeatable(() -> kv.txn(read)).pages();
    return new Standing(
        key,
        pages.get(0).entries().stream().findFirst(),
        sumKey,
        pages.get(1).entries().stream().findFirst());
  }

  /**
   * One compare-and-swap of entry and sums. It loses when another chunk's ingest put the same sums
   * between the read and the swap (then both are read again), or when another ingest of the same
   * chunk put the entry first (then that entry stands, and the sums already count it). A swap whose
   * outcome is unknown is settled by the same read: its entry is there or it is not.
   */
  private Optional<LedgerEntry> tryRecord(Recording recording) {
    LedgerEntry entry = recording.entry();
    Standing standing = standing(recording.cluster(), entry);
    Optional<LedgerEntry> former = standing.entry().map(Recorded::entry);
    if (former.isPresent() && !standing.entry().equals(recording.replaced())) {
      return former;
    }
    if (former.isEmpty() && recording.replaced().isPresent()) {
      throw new KvException(
          KvException.Kind.OVERLOADED, "the entry to replace ended: " + standing.key(), null);
    }
    IngestTotals before = former.map(Ledger::totals).orElse(IngestTotals.ZERO);
    long lease = leases.leaseOrNone(retentionSeconds);
    List<Op> puts = new ArrayList<>();
    puts.add(Op.put(standing.key(), encode(entry), lease));
    puts.add(
        Op.put(standing.sumKey(), standing.sums().minus(before).plus(recording.totals()).encode()));
    if (recording.listing() == Listing.LISTED) {
      puts.addAll(listing(recording.cluster(), entry, former, lease));
    } else if (recording.listing() == Listing.OTHER) {
      puts.add(Op.delete(keys.failure(recording.cluster(), entry.upload(), entry.chunk())));
    }
    return swap(Txn.when(standing.unchanged(), puts), lease)
        ? Optional.of(entry)
        : Optional.empty();
  }

  /** Lists the upload where the former entry did not list it, and no longer where that one did. */
  private List<Op> listing(
      String cluster, LedgerEntry entry, Optional<LedgerEntry> former, long lease) {
    String listed = keys.listedUpload(cluster, entry.ingestedAtMs(), entry.upload());
    List<Op> ops = new ArrayList<>();
    ops.add(Op.put(listed, new byte[0], lease));
    former
        .map(old -> keys.listedUpload(cluster, old.ingestedAtMs(), old.upload()))
        .filter(old -> !old.equals(listed))
        .ifPresent(old -> ops.add(Op.delete(old)));
    return ops;
  }

  /** The reverse, and it loses likewise. */
  private Optional<Boolean> tryRemove(String cluster, Recorded removed) {
    LedgerEntry entry = removed.entry();
    Standing standing = standing(cluster, entry);
    if (!standing.entry().equals(Optional.of(removed))) {
      return Optional.of(false);
    }
    Op sums = Op.put(standing.sumKey(), standing.sums().minus(totals(entry)).encode());
    Txn swap = Txn.when(standing.unchanged(), List.of(Op.delete(standing.key()), sums));
    return swap(swap, 0) ? Optional.of(true) : Optional.empty();
  }

  private boolean swap(Txn swap, long lease) {
    try {
      TxnResult result = KvFutures.await(kv.txn(swap));
      return result.succeeded();
    } catch (KvException e) {
      if (e.kind() == KvException.Kind.LEASE_GONE) {
        leases.forget(lease);
        return false;
      }
      throw e;
    }
  }

  private static IngestTotals totals(LedgerEntry entry) {
    return IngestTotals.of(entry.chunk() == 0 ? 1 : 0, entry.counts());
  }

  private byte[] encode(LedgerEntry entry) {
    return RecordJson.encode(entry.ofVersion(formats.now().of(StoredFormat.LEDGER)));
  }

  private static IngestTotals totals(Entry sums) {
    try {
      return IngestTotals.decode(sums.value());
    } catch (NewerFormatException e) {
      throw e.at(sums.key());
    }
  }
}
