package nexus.telemetry.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * so a chunk with an entry is wholly queued, and the sums count each chunk once. The sums are
 * spread over {@value #SHARDS} keys, so that chunks ingested side by side seldom wait for each
 * other.
 *
 * <p>Entries end after {@code RETENTION}: then the same content counts as new, and finds its
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

  /** Every entry of an upload, ascending by chunk. */
  public List<LedgerEntry> entries(String cluster, String upload) {
    List<LedgerEntry> entries = new ArrayList<>();
    Range rest = Range.prefix(keys.upload(cluster, upload)).limit(64);
    while (true) {
      Range next = rest;
      Page page = retry.ofRepeatable(() -> kv.range(next));
      page.entries().forEach(entry -> entries.add(decode(entry)));
      if (!page.more()) {
        return entries;
      }
      rest = rest.after(page.entries().get(page.entries().size() - 1).key()).at(page.revision());
    }
  }

  /** The entry of one chunk, if it is recorded. */
  public Optional<LedgerEntry> entry(String cluster, String upload, int chunk) {
    Range key = Range.key(keys.ledgerEntry(cluster, upload, chunk));
    return retry.ofRepeatable(() -> kv.range(key)).entries().stream()
        .findFirst()
        .map(Ledger::decode);
  }

  /**
   * Records a chunk as {@link #record} does. With the first chunk it lists the upload, as begun
   * when that chunk was ingested.
   */
  public LedgerEntry recordListed(String cluster, LedgerEntry entry) {
    return record(
        cluster,
        entry,
        entry.chunk() == 0
            ? keys.listedUpload(cluster, entry.ingestedAtMs(), entry.upload())
            : null);
  }

  /**
   * Records a chunk, once: where it has an entry already, that one stays and is returned.
   *
   * @return the entry that stands, which is {@code entry} unless another ingest of the same chunk
   *     was first
   */
  public LedgerEntry record(String cluster, LedgerEntry entry) {
    return record(cluster, entry, null);
  }

  private LedgerEntry record(String cluster, LedgerEntry entry, String listKey) {
    String key = keys.ledgerEntry(cluster, entry.upload(), entry.chunk());
    String sumKey =
        keys.ingestCounter(
            cluster, Integer.parseInt(SHARD_OF.of(entry.upload() + "-" + entry.chunk())));
    String failureKey = keys.failure(cluster, entry.upload(), entry.chunk());
    byte[] value = RecordJson.encode(entry.ofVersion(formats.now().of(StoredFormat.LEDGER)));
    int timeouts = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Optional<LedgerEntry> standing = tryRecord(key, value, sumKey, entry, listKey, failureKey);
        if (standing.isPresent()) {
          return standing.get();
        }
      } catch (KvException e) {
        if (e.kind() != KvException.Kind.TIMEOUT || ++timeouts == MOST_TIMEOUTS) {
          throw e;
        }
      }
    }
    throw new KvException(
        KvException.Kind.OVERLOADED, "too many ingests at once to record chunk " + key, null);
  }

  /**
   * One compare-and-swap of entry and sums. It loses when another chunk's ingest put the same sums
   * between the read and the swap (then both are read again), or when another ingest of the same
   * chunk put the entry first (then that entry stands, and the sums already count it). A swap whose
   * outcome is unknown is settled by the same read: its entry is there or it is not.
   */
  private Optional<LedgerEntry> tryRecord(
      String key,
      byte[] value,
      String sumKey,
      LedgerEntry entry,
      String listKey,
      String failureKey) {
    Txn read = Txn.always(List.of(Op.get(Range.key(key)), Op.get(Range.key(sumKey))));
    List<Page> pages = retry.ofRepeatable(() -> kv.txn(read)).pages();
    if (!pages.get(0).entries().isEmpty()) {
      return Optional.of(decode(pages.get(0).entries().get(0)));
    }
    Optional<Entry> sumEntry = pages.get(1).entries().stream().findFirst();
    IngestTotals sums = sumEntry.map(Ledger::totals).orElse(IngestTotals.ZERO);
    long lease = leases.leaseOrNone(retentionSeconds);
    List<Op> puts = new ArrayList<>();
    puts.add(Op.put(key, value, lease));
    puts.add(Op.put(sumKey, sums.plus(totals(entry)).encode()));
    if (listKey != null) {
      puts.add(Op.put(listKey, new byte[0], lease));
    } else {
      puts.add(Op.delete(failureKey));
    }
    Txn swap =
        Txn.when(
            List.of(
                Compare.absent(key),
                Compare.unchanged(sumKey, sumEntry.map(Entry::modRevision).orElse(0L))),
            puts);
    return swap(swap, lease) ? Optional.of(entry) : Optional.empty();
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

  private static IngestTotals totals(Entry sums) {
    try {
      return IngestTotals.decode(sums.value());
    } catch (NewerFormatException e) {
      throw e.at(sums.key());
    }
  }

  private static LedgerEntry decode(Entry entry) {
    return RecordJson.decode(StoredFormat.LEDGER, entry, LedgerEntry.class);
  }
}
