package nexus.telemetry.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import nexus.telemetry.json.StoredVersion;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import org.jboss.logging.Logger;

/**
 * What is known of uploads beside their ledger entries: the plans of objects, why chunks failed,
 * and which uploads there are. All of it ends when ledger entries do.
 */
public final class Uploads {

  private static final Logger LOG = Logger.getLogger(Uploads.class);
  private static final int ATTEMPTS = 16;
  private static final int MAX_FAILURES = 1_000;
  private static final int MAX_REASON = 500;
  private static final int IDENTITY_CHARACTERS = 32;

  private final Kv kv;
  private final Keyspace keys;
  private final TtlLeases leases;
  private final long retentionSeconds;

  public Uploads(Kv kv, Keyspace keys, TtlLeases leases, long retentionSeconds) {
    this.kv = kv;
    this.keys = keys;
    this.leases = leases;
    this.retentionSeconds = retentionSeconds;
  }

  /**
   * Why a chunk failed last.
   *
   * @param chunk number of the chunk
   * @param reason a sentence
   * @param atMs when, epoch milliseconds; 0 where that is not known
   */
  public record Failed(int chunk, String reason, long atMs) {

    /**
     * @throws IllegalArgumentException when there is no reason, or the time is none
     */
    public Failed {
      Bounds.checkTimes(atMs);
      if (reason == null) {
        throw new IllegalArgumentException("a failure without a reason");
      }
    }
  }

  /**
   * How an object is cut.
   *
   * @param plan the plan; empty where there is none, or it cannot be read
   * @param isDamaged whether there is one that cannot be read
   */
  public record Planned(Optional<UploadPlan> plan, boolean isDamaged) {

    private static final Planned NOT = new Planned(Optional.empty(), false);

    private static Planned of(Entry entry) {
      try {
        return new Planned(
            Optional.of(RecordJson.decode(StoredFormat.PLAN, entry, UploadPlan.class)), false);
      } catch (UnreadableException e) {
        LOG.warnf("the object counts as not planned: %s", e.getMessage());
        return new Planned(Optional.empty(), true);
      }
    }
  }

  /**
   * Identity of an upload.
   *
   * @param sha256 SHA-256 of what tells it from any other, hexadecimal digits
   */
  public static String identity(String sha256) {
    return sha256.substring(0, IDENTITY_CHARACTERS);
  }

  /** The plan of an upload, if it is one of an object. */
  public Optional<UploadPlan> plan(String cluster, String upload) {
    return planned(cluster, upload).plan();
  }

  /** The plan of an upload, and whether it cannot be read. */
  public Planned planned(String cluster, String upload) {
    return retry()
        .ofRepeatable(() -> kv.range(Range.key(keys.plan(cluster, upload))))
        .entries()
        .stream()
        .findFirst()
        .map(Planned::of)
        .orElse(Planned.NOT);
  }

  /**
   * Keeps a plan, unless the upload has one that can be read. Repeating it is safe: what is there
   * stays.
   *
   * @return the plan that stands
   * @throws KvException of kind {@code OVERLOADED}, when others keep putting what cannot be read
   */
  public UploadPlan keep(String cluster, UploadPlan plan) {
    String key = keys.plan(cluster, plan.upload());
    String listed = keys.listedUpload(cluster, plan.plannedAtMs(), plan.upload());
    Compare standing = Compare.absent(key);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Compare expected = standing;
      List<Page> found =
          underLease(
                  lease ->
                      new Txn(
                          List.of(expected),
                          List.of(
                              Op.put(key, RecordJson.encode(plan), lease),
                              Op.put(listed, new byte[0], lease)),
                          List.of(Op.get(Range.key(key)))))
              .pages();
      if (found.isEmpty()) {
        return plan;
      }
      Optional<Entry> stands = found.get(0).entries().stream().findFirst();
      Optional<UploadPlan> known = stands.map(Planned::of).flatMap(Planned::plan);
      if (known.isPresent()) {
        return known.get();
      }
      standing = Compare.unchanged(key, stands.map(Entry::modRevision).orElse(0L));
    }
    throw new KvException(
        KvException.Kind.OVERLOADED, "the plan of " + plan.upload() + " does not stay", null);
  }

  /**
   * Notes why a chunk failed. Where another failure of it is noted at the same time, either stands;
   * one that a newer release noted stays.
   */
  public void failed(String cluster, String upload, Failed failed) {
    String reason = failed.reason();
    String cut = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    byte[] noted = RecordJson.encode(new Failed(failed.chunk(), cut, failed.atMs()));
    String key = keys.failure(cluster, upload, failed.chunk());
    List<Entry> stands = retry().ofRepeatable(() -> kv.range(Range.key(key))).entries();
    if (stands.stream().anyMatch(entry -> isNewer(entry))) {
      return;
    }
    Compare unchanged = Compare.unchanged(key, stands.stream().mapToLong(Entry::modRevision).sum());
    underLease(lease -> Txn.when(List.of(unchanged), List.of(Op.put(key, noted, lease))));
  }

  private static boolean isNewer(Entry failure) {
    return StoredVersion.newer(StoredFormat.FAILURE, failure.value()).isPresent();
  }

  /** The first failures of an upload's chunks that were not ingested since, ascending by chunk. */
  public List<Failed> failures(String cluster, String upload) {
    Range all = Range.prefix(keys.failures(cluster, upload)).limit(MAX_FAILURES);
    return retry().ofRepeatable(() -> kv.range(all)).entries().stream()
        .map(Uploads::decodeFailed)
        .toList();
  }

  /** Of one that cannot be read no more than that there is one; the next takes its place. */
  private static Failed decodeFailed(Entry entry) {
    int chunk = Keyspace.chunkOf(entry.key());
    try {
      Failed failed = RecordJson.decode(StoredFormat.FAILURE, entry, Failed.class);
      return new Failed(chunk, failed.reason(), failed.atMs());
    } catch (UnreadableException e) {
      LOG.warnf("why a chunk failed is not known: %s", e.getMessage());
      return new Failed(chunk, "it failed, and the reason that was noted cannot be read", 0);
    }
  }

  /**
   * A page of a cluster's uploads.
   *
   * @param uploads identities, the newest first
   * @param next where the next page begins; empty when there is none
   */
  public record Listed(List<String> uploads, Optional<String> next) {
    public Listed {
      uploads = List.copyOf(uploads);
    }
  }

  /**
   * Some of a cluster's uploads, the newest first.
   *
   * @param after what the page before says; empty for the first page
   */
  public Listed list(String cluster, Optional<String> after, int limit) {
    String prefix = keys.uploads(cluster);
    Range all = Range.prefix(prefix);
    Range rest = after.map(last -> all.after(prefix + last)).orElse(all).limit(limit).keysOnly();
    Page page = retry().ofRepeatable(() -> kv.range(rest));
    List<String> listed = page.entries().stream().map(Entry::key).toList();
    return new Listed(
        listed.stream().map(Keyspace::uploadOf).toList(),
        page.more()
            ? Optional.of(listed.get(listed.size() - 1).substring(prefix.length()))
            : Optional.empty());
  }

  /** Applies a transaction that is safe to repeat. */
  private TxnResult underLease(LongFunction<Txn> txn) {
    return leases.under(
        retentionSeconds, lease -> retry().ofRepeatable(() -> kv.txn(txn.apply(lease))));
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
