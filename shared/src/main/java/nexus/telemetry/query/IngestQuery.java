package nexus.telemetry.query;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.IngestProgress.Chunks;
import nexus.telemetry.query.IngestProgress.Failure;
import nexus.telemetry.query.IngestProgress.Reject;
import nexus.telemetry.query.IngestProgress.Source;
import nexus.telemetry.query.IngestProgress.Status;

/**
 * Answers how far uploads are. Nothing is known any more of one that ended {@code LEDGER_RETENTION}
 * ago.
 *
 * <p>Parameters: {@code cluster}; of one upload {@code upload}; of many {@code limit}, 1 to {@value
 * #MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given, and {@code cursor}.
 */
public final class IngestQuery {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;

  /** Rejected rows told of one upload. */
  private static final int MAX_REJECTS = 100;

  private static final int MAX_CURSOR = 1_000;

  private final Ledger ledger;
  private final Uploads uploads;

  public IngestQuery(Kv kv, Keyspace keys) {
    TtlLeases leases = new TtlLeases(kv, InstantSource.system());
    this.ledger = new Ledger(kv, keys, leases, 0);
    this.uploads = new Uploads(kv, keys, leases, 0);
  }

  /**
   * One upload.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws InvalidInputException naming the parameter that cannot be used
   * @throws NotFoundException when there is no such upload
   */
  public IngestProgress one(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    String upload = Names.check("upload", given.single("upload", Names.MAX_LENGTH).orElse(""));
    return find(cluster, upload, MAX_REJECTS)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "upload", "nothing is known of upload " + upload + " in cluster " + cluster));
  }

  /**
   * A page of uploads, the newest first.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws InvalidInputException naming the parameter that cannot be used
   */
  public IngestProgress.Page page(Map<String, List<String>> parameters, String defaultCluster) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    int limit = given.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    Optional<String> after = given.single("cursor", MAX_CURSOR).map(IngestQuery::position);
    Uploads.Listed listed = uploads.list(cluster, after, limit);
    List<IngestProgress> found = new ArrayList<>();
    listed.uploads().forEach(upload -> find(cluster, upload, 0).ifPresent(found::add));
    return new IngestProgress.Page(
        cluster, found, listed.next().map(IngestQuery::cursor).orElse(null));
  }

  private static String cursor(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  private static String position(String cursor) {
    try {
      String position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (position.matches("\\d{13}_[A-Za-z0-9._:-]+")) {
        return position;
      }
    } catch (IllegalArgumentException e) {
      throw badCursor(e);
    }
    throw badCursor(null);
  }

  private static InvalidInputException badCursor(Exception cause) {
    InvalidInputException bad =
        new InvalidInputException("cursor", "cursor is none that an answer held");
    bad.initCause(cause);
    return bad;
  }

  private Optional<IngestProgress> find(String cluster, String upload, int mostTold) {
    Optional<UploadPlan> plan = uploads.plan(cluster, upload);
    List<LedgerEntry> done = ledger.entries(cluster, upload);
    if (plan.isEmpty() && done.isEmpty()) {
      return Optional.empty();
    }
    int planned =
        plan.map(UploadPlan::chunks).orElseGet(() -> Math.max(done.size(), done.get(0).chunks()));
    List<Failure> failures = done.size() >= planned ? List.of() : failures(cluster, upload, done);
    Sums sums = new Sums(done);
    return Optional.of(
        new IngestProgress(
            cluster,
            upload,
            status(planned - done.size(), failures),
            plan.map(IngestQuery::source).orElse(null),
            new Chunks(planned, done.size(), failures.size()),
            sums.of(LedgerEntry::rows),
            sums.of(LedgerEntry::values),
            sums.of(LedgerEntry::accepted),
            sums.of(LedgerEntry::missing),
            sums.of(LedgerEntry::rejected),
            sums.of(LedgerEntry::messages),
            text(sums.times(LedgerEntry::firstMs).min()),
            text(sums.times(LedgerEntry::lastMs).max()),
            plan.map(UploadPlan::plannedAtMs).map(Timestamps::format).orElse(null),
            text(done.stream().mapToLong(LedgerEntry::ingestedAtMs).max()),
            mostTold == 0 ? List.of() : failures,
            rejects(done, mostTold)));
  }

  private static String text(OptionalLong timeMs) {
    return timeMs.isEmpty() ? null : Timestamps.format(timeMs.getAsLong());
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

  private List<Failure> failures(String cluster, String upload, List<LedgerEntry> done) {
    Set<Integer> numbers = done.stream().map(LedgerEntry::chunk).collect(Collectors.toSet());
    return uploads.failures(cluster, upload).stream()
        .filter(failed -> !numbers.contains(failed.chunk()))
        .map(
            failed ->
                new Failure(failed.chunk(), failed.reason(), Timestamps.format(failed.atMs())))
        .toList();
  }

  private static List<Reject> rejects(List<LedgerEntry> done, int most) {
    return done.stream()
        .flatMap(entry -> entry.rejects().stream())
        .limit(most)
        .map(row -> new Reject(row.line(), row.reason(), row.column(), row.text()))
        .toList();
  }

  private static Source source(UploadPlan plan) {
    return new Source(plan.bucket(), plan.key(), plan.versionId(), plan.etag(), plan.bytes());
  }
}
