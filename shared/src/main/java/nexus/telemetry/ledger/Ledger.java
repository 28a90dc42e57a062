package nexus.telemetry.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

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

  private static final Logger LOG = Logger.getLogger(Ledger.class);

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
  private final SetAside setAside;

  /**
   * @param retentionSeconds seconds for which entries are kept; 0 for ever
   * @param formats the versions to write
   * @param setAside keeps what cannot be read of the sums
   */
  public Ledger(
      Kv kv,
      Keyspace keys,
      TtlLeases leases,
      long retentionSeconds,
      WritableFormats formats,
      SetAside setAside) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.retentionSeconds = retentionSeconds;
    this.formats = formats;
    this.setAside = setAside;
  }

  /**
   * An entry as it stands.
   *
   * @param revision of its last put
   */
  public record Recorded(LedgerEntry entry, long revision) {

    private static Recorded of(Entry stored) {
      LedgerEntry entry = RecordJson.decode(StoredFormat.LEDGER, stored, LedgerEntry.class);
      boolean isItsChunk = entry.chunk() == Keyspace.chunkOf(stored.key());
      if (!isItsChunk || !stored.key().contains("/" + entry.upload() + "/")) {
        throw UnreadableException.answer(stored.key(), "it is of another chunk", null);
      }
      return new Recorded(entry, stored.modRevision());
    }

    private static Optional<Recorded> ofReadable(Entry stored) {
      try {
        return Optional.of(of(stored));
      } catch (UnreadableException e) {
        LOG.warnf("the chunk counts as not ingested: %s", e.getMessage());
        return Optional.empty();
      }
    }
  }

  /**
   * What the ledger says of an upload.
   *
   * @param recorded every entry as it stands, ascending by chunk, but the damaged ones
   * @param damaged revisions of the entries that cannot be read, by chunk: whether such a chunk is
   *     queued is not known, and sending the same content again settles it
   */
  public record Told(List<Recorded> recorded, SortedMap<Integer, Long> damaged) {
    public Told {
      recorded = List.copyOf(recorded);
      damaged = Collections.unmodifiableSortedMap(new TreeMap<>(damaged));
    }

    /** Every entry that can be read, ascending by chunk. */
    public List<LedgerEntry> entries() {
      return recorded.stream().map(Recorded::entry).toList();
    }
  }

  /** Every entry of an upload that can be read, ascending by chunk. */
  public List<LedgerEntry> entries(String cluster, String upload) {
    return told(cluster, upload).entries();
  }

  /** Every entry of an upload that can be read, as it stands, ascending by chunk. */
  public List<Recorded> recorded(String cluster, String upload) {
    return told(cluster, upload).recorded();
  }

  /** What is said of an upload. */
  public Told told(String cluster, String upload) {
    List<Recorded> entries = new ArrayList<>();
    SortedMap<Integer, Long> damaged = new TreeMap<>();
    Range rest = Range.prefix(keys.upload(cluster, upload)).limit(64);
    while (true) {
      Range next = rest;
      Page page = retry().ofRepeatable(() -> kv.range(next));
      for (Entry entry : page.entries()) {
        Recorded.ofReadable(entry)
            .ifPresentOrElse(
                entries::add,
                () -> damaged.put(Keyspace.chunkOf(entry.key()), entry.modRevision()));
      }
      if (!page.more()) {
        return new Told(entries, damaged);
      }
      rest = rest.after(page.entries().get(page.entries().size() - 1).key()).at(page.revision());
    }
  }

  /**
   * The entry of one chunk.
   *
   * @param recorded the entry; empty where there is none, or it cannot be read
   * @param revision of its last put, also where it cannot be read; 0 where there is none
   */
  public record Stands(Optional<Recorded> recorded, long revision) {}

  /** The entry of one chunk, as it stands. */
  public Stands standing(String cluster, String upload, int chunk) {
    Range key = Range.key(keys.ledgerEntry(cluster, upload, chunk));
    Optional<Entry> entry =
        retry().ofRepeatable(() -> kv.range(key)).entries().stream().findFirst();
    return new Stands(
        entry.flatMap(Recorded::ofReadable), entry.map(Entry::modRevision).orElse(0L));
  }

  /** The entry of one chunk, if it is recorded and can be read. */
  public Optional<Recorded> recorded(String cluster, String upload, int chunk) {
    return standing(cluster, upload, chunk).recorded();
  }

  /**
   * Records a chunk as {@link #record} does. With the first chunk it lists the upload, as begun
   * when that chunk was ingested.
   */
  public LedgerEntry recordListed(String cluster, LedgerEntry entry, long replacedAt) {
    return record(
        new Recording(
            cluster, entry, replacedAt, entry.chunk() == 0 ? Listing.LISTED : Listing.OTHER));
  }

  /**
   * Records what a live source sent at once, as {@link #record} does. It is no upload: the sums do
   * not count it as one.
   */
  public LedgerEntry recordLive(String cluster, LedgerEntry entry, long replacedAt) {
    return record(new Recording(cluster, entry, replacedAt, Listing.LIVE));
  }

  /** Records a chunk as {@link #record(String, LedgerEntry, long)} does, and replaces none. */
  public LedgerEntry record(String cluster, LedgerEntry entry) {
    return record(cluster, entry, 0);
  }

  /**
   * Records a chunk, once: where it has an entry already, that one stays and is returned, unless it
   * is the one to replace. The sums then lose what they had of that one.
   *
   * @param replacedAt revision of the entry that this one may stand in for, whether or not that one
   *     can be read; 0 for none
   * @return the entry that stands, which is {@code entry} unless another ingest of the same chunk
   *     was first
   * @throws KvException of kind {@code OVERLOADED}, when the one to replace is gone, or is damaged
   *     since: then messages that were published in its stead may not be, and all is to be done
   *     again
   */
  public LedgerEntry record(String cluster, LedgerEntry entry, long replacedAt) {
    return record(new Recording(cluster, entry, replacedAt, Listing.OTHER));
  }

  /** Removes an entry that cannot be read, unless another one stands there. */
  public void removeDamaged(String cluster, String upload, int chunk, long revision) {
    String key = keys.ledgerEntry(cluster, upload, chunk);
    Compare unchanged = Compare.unchanged(key, revision);
    retry().ofRepeatable(() -> kv.txn(Txn.when(List.of(unchanged), List.of(Op.delete(key)))));
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
   * @param replacedAt revision of the one that it may stand in for; 0 for none
   * @param listing how it is listed
   */
  private record Recording(String cluster, LedgerEntry entry, long replacedAt, Listing listing) {

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
      return value.flatMap(Recorded::ofReadable);
    }

    long entryRevision() {
      return value.map(Entry::modRevision).orElse(0L);
    }

    boolean isEntryDamaged() {
      return value.isPresent() && entry().isEmpty();
    }

    List<Compare> unchanged() {
      return List.of(
          Compare.unchanged(key, entryRevision()),
          Compare.unchanged(sumKey, sumValue.map(Entry::modRevision).orElse(0L)));
    }
  }

  private Standing standing(String cluster, LedgerEntry entry) {
    String key = keys.ledgerEntry(cluster, entry.upload(), entry.chunk());
    String shard = SHARD_OF.of(entry.upload() + "-" + entry.chunk());
    String sumKey = keys.ingestCounter(cluster, Integer.parseInt(shard));
    Txn read = Txn.always(List.of(Op.get(Range.key(key)), Op.get(Range.key(sumKey))));
    List<Page> pages = retry().ofRepeatable(() -> kv.txn(read)).pages();
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
    if (standing.entryRevision() != recording.replacedAt()) {
      return Optional.of(former.orElseThrow(() -> isGone(standing.key())));
    }
    Optional<IngestTotals> sums = sums(recording.cluster(), standing);
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    // What cannot be read was of the same content, so that the sums have as much of it as of this.
    IngestTotals before =
        standing.isEntryDamaged()
            ? totals(entry)
            : former.map(Ledger::totals).orElse(IngestTotals.ZERO);
    long lease = leases.leaseOrNone(retentionSeconds);
    List<Op> puts = new ArrayList<>();
    puts.add(Op.put(standing.key(), encode(entry), lease));
    puts.add(Op.put(standing.sumKey(), sums.get().minus(before).plus(recording.totals()).encode()));
    if (recording.listing() == Listing.LISTED) {
      puts.addAll(listing(recording.cluster(), entry, former, lease));
    } else if (recording.listing() == Listing.OTHER) {
      puts.add(Op.delete(keys.failure(recording.cluster(), entry.upload(), entry.chunk())));
    }
    return swap(Txn.when(standing.unchanged(), puts), lease)
        ? Optional.of(entry)
        : Optional.empty();
  }

  private static KvException isGone(String key) {
    return new KvException(
        KvException.Kind.OVERLOADED, "the entry to replace ended, or is damaged: " + key, null);
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
    Optional<IngestTotals> sums = sums(cluster, standing);
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    Op put = Op.put(standing.sumKey(), sums.get().minus(totals(entry)).encode());
    Txn swap = Txn.when(standing.unchanged(), List.of(Op.delete(standing.key()), put));
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

  /**
   * The sums as they stand. Those that cannot be read are set aside and begin anew from zero.
   *
   * @return empty when other sums stand there meanwhile
   */
  private Optional<IngestTotals> sums(String cluster, Standing standing) {
    if (standing.sumValue().isEmpty()) {
      return Optional.of(IngestTotals.ZERO);
    }
    Entry sums = standing.sumValue().get();
    try {
      return Optional.of(IngestTotals.decode(sums.value()));
    } catch (NewerFormatException e) {
      throw e.at(sums.key());
    } catch (UnreadableException e) {
      LOG.warnf("value set aside: %s: %s", sums.key(), e.getMessage());
      String reason = "the counters begin anew from zero: " + e.getMessage();
      return setAside.keep(cluster, sums, reason)
          ? Optional.of(IngestTotals.ZERO)
          : Optional.empty();
    }
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
