package nexus.telemetry.query.uploads;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.ledger.LiveSources;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.uploads.IngestProgress.Chunks;
import nexus.telemetry.query.uploads.IngestProgress.Failure;
import nexus.telemetry.query.uploads.IngestProgress.Source;
import nexus.telemetry.query.uploads.IngestProgress.Status;
import nexus.telemetry.query.uploads.UploadList.Position;

/**
 * Answers how far uploads are. Nothing is known any more of one that ended {@code LEDGER_RETENTION}
 * ago.
 */
public final class IngestQuery {

  /** Rejected rows told of one upload. */
  private static final int MAX_REJECTS = 100;

  private final Ledger ledger;
  private final Uploads uploads;
  private final LiveSources sources;

  public IngestQuery(Kv kv, Keyspace keys) {
    TtlLeases leases = new TtlLeases(kv, InstantSource.system());
    this.ledger =
        new Ledger(
            kv,
            keys,
            leases,
            0,
            new WritableFormats(kv, keys, InstantSource.system()),
            (cluster, damaged, reason) -> false);
    this.uploads = new Uploads(kv, keys, leases, 0);
    this.sources = new LiveSources(kv, keys, leases, 0);
  }

  /**
   * One upload.
   *
   * @throws NotFoundException when there is no such upload
   */
  public IngestProgress one(String cluster, String upload) {
    return find(cluster, upload, MAX_REJECTS)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "upload", "nothing is known of upload " + upload + " in cluster " + cluster));
  }

  /**
   * A cluster's live sources, ascending by name.
   *
   * @param nowMs the clock, epoch milliseconds
   */
  public List<LiveSender> sources(String cluster, long nowMs) {
    return sources.list(cluster).stream().map(one -> LiveSender.of(one, nowMs)).toList();
  }

  /**
   * A page of uploads, the newest first.
   *
   * @param behind where the page before says that this one begins; empty for the first page
   * @param most most uploads of the page
   */
  public UploadList page(String cluster, Optional<Position> behind, int most) {
    Uploads.Listed listed = uploads.list(cluster, behind.map(Position::text), most);
    List<IngestProgress> found = new ArrayList<>();
    listed.uploads().forEach(upload -> find(cluster, upload, 0).ifPresent(found::add));
    return new UploadList(found, listed.next().map(Position::new));
  }

  private Optional<IngestProgress> find(String cluster, String upload, int mostTold) {
    Uploads.Planned known = uploads.planned(cluster, upload);
    Ledger.Told told = ledger.told(cluster, upload);
    Optional<UploadPlan> plan = known.plan();
    List<LedgerEntry> done = told.entries();
    List<Failure> damaged = damaged(known, told);
    if (plan.isEmpty() && done.isEmpty() && damaged.isEmpty()) {
      return Optional.empty();
    }
    int planned = plan.map(UploadPlan::chunks).orElseGet(() -> knownChunks(told));
    List<Failure> failures =
        done.size() >= planned ? List.of() : failures(cluster, upload, done, damaged);
    Sums sums = new Sums(done);
    return Optional.of(
        new IngestProgress(
            cluster,
            upload,
            status(planned - done.size(), failures),
            plan.map(IngestQuery::source),
            new Chunks(planned, done.size(), failures.size()),
            sums.of(LedgerEntry::rows),
            sums.of(entry -> entry.counts().values()),
            sums.of(LedgerEntry::accepted),
            sums.of(LedgerEntry::missing),
            sums.of(LedgerEntry::rejected),
            sums.of(LedgerEntry::expired),
            sums.of(LedgerEntry::inexact),
            sums.of(LedgerEntry::repeated),
            sums.of(LedgerEntry::replaced),
            sums.of(LedgerEntry::messages),
            sums.times(LedgerEntry::firstMs).min(),
            sums.times(LedgerEntry::lastMs).max(),
            plan.stream().mapToLong(UploadPlan::plannedAtMs).findFirst(),
            done.stream().mapToLong(LedgerEntry::ingestedAtMs).max(),
            mostTold == 0 ? List.of() : failures,
            rejects(done, mostTold)));
  }

  /** Chunks of which something is known, where no plan says how many there are. */
  private static int knownChunks(Ledger.Told told) {
    int there = told.entries().size() + told.damaged().size();
    return Math.max(there, told.entries().stream().findFirst().map(LedgerEntry::chunks).orElse(1));
  }

  /** What cannot be read: of such a chunk it is not known whether it is queued. */
  private static List<Failure> damaged(Uploads.Planned plan, Ledger.Told told) {
    List<Failure> damaged = new ArrayList<>();
    told.damaged().keySet().forEach(chunk -> damaged.add(unknown(chunk, "its ledger entry")));
    if (plan.isDamaged() && damaged.isEmpty()) {
      damaged.add(unknown(0, "the plan of the object"));
    }
    return damaged;
  }

  private static Failure unknown(int chunk, String what) {
    String reason = what + " cannot be read: send the same content again, which is safe";
    return new Failure(chunk, reason, OptionalLong.empty());
  }

  private static Status status(int missing, List<Failure> failures) {
    if (missing <= 0) {
      return Status.DONE;
    }
    return failures.isEmpty() ? Status.RUNNING : Status.FAILED;
  }

  /** What the entries of an upload are together. */
  private record Sums(List<LedgerEntry> done) {

    long of(ToLongFunction<LedgerEntry> count) {
      return done.stream().mapToLong(count).sum();
    }

    /** A time of every entry that has one. */
    LongStream times(ToLongFunction<LedgerEntry> time) {
      return done.stream().filter(entry -> entry.accepted() > 0).mapToLong(time);
    }
  }

  private List<Failure> failures(
      String cluster, String upload, List<LedgerEntry> done, List<Failure> damaged) {
    Set<Integer> numbers = done.stream().map(LedgerEntry::chunk).collect(Collectors.toSet());
    damaged.forEach(failure -> numbers.add(failure.chunk()));
    List<Failure> all = new ArrayList<>(damaged);
    uploads.failures(cluster, upload).stream()
        .filter(failed -> !numbers.contains(failed.chunk()))
        .map(failed -> new Failure(failed.chunk(), failed.reason(), time(failed.atMs())))
        .forEach(all::add);
    all.sort(Comparator.comparingInt(Failure::chunk));
    return all;
  }

  private static OptionalLong time(long ms) {
    return ms == 0 ? OptionalLong.empty() : OptionalLong.of(ms);
  }

  private static List<RejectedRow> rejects(List<LedgerEntry> done, int most) {
    return done.stream()
        .flatMap(entry -> entry.rejects().stream())
        .limit(most)
        .map(row -> new RejectedRow(row.line(), row.reason(), row.column(), row.text()))
        .toList();
  }

  private static Source source(UploadPlan plan) {
    return new Source(plan.bucket(), plan.key(), plan.versionId(), plan.etag(), plan.bytes());
  }
}
