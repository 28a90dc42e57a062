package nexus.telemetry.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What an ingest became: {@code values = accepted + missing + rejected + expired}.
 *
 * @param cluster cluster the samples belong to
 * @param upload identity of the content
 * @param chunk number of the chunk, or of the first one
 * @param chunks number of chunks; null where one chunk was ingested by itself
 * @param rows rows read, the header not counted
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values of rows or fields that cannot be used
 * @param expired values of rows that are older than the retention, which are not queued
 * @param inexact accepted values that are whole numbers which a double cannot hold
 * @param stored accepted values that are samples: {@code accepted = stored + repeated + replaced}
 * @param repeated accepted values that another row of the chunk told already, of the same series
 *     and time
 * @param replaced accepted values that a later row of the chunk replaced by another, likewise
 * @param messages messages queued; 0 when already ingested
 * @param rejects the first rejected rows
 * @param alreadyIngested whether all of it had been ingested before, so that nothing was queued
 * @param elapsedMs milliseconds from before the first byte was read until all was queued
 * @param ignored values of something that is no field of a GPU, which are none of {@code values};
 *     null where the file was not read as a whole
 * @param ignoredNames the first names of these; null likewise
 * @param capture what the file was taken for; null likewise
 * @param dryRun true where nothing was queued because only that was asked; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestResult(
    String cluster,
    String upload,
    int chunk,
    Integer chunks,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact,
    long stored,
    long repeated,
    long replaced,
    long messages,
    List<RejectedRow> rejects,
    boolean alreadyIngested,
    long elapsedMs,
    Long ignored,
    List<String> ignoredNames,
    CaptureReport capture,
    Boolean dryRun) {

  /** Most rejected rows that an answer carries. */
  public static final int MAX_REJECTS = 100;

  public IngestResult {
    rejects = List.copyOf(rejects);
  }

  /**
   * The result of a whole upload.
   *
   * @param entries those of its chunks, ascending
   * @param messages messages queued now
   */
  static IngestResult of(
      String cluster,
      String upload,
      List<LedgerEntry> entries,
      long messages,
      boolean alreadyIngested,
      long elapsedMs) {
    Counts counts = Counts.ZERO;
    for (LedgerEntry entry : entries) {
      counts = counts.plus(entry.counts());
    }
    List<RejectedRow> rejects =
        entries.stream().flatMap(entry -> entry.rejects().stream()).limit(MAX_REJECTS).toList();
    return of(
        cluster, upload, 0, entries.size(), counts, messages, rejects, alreadyIngested, elapsedMs);
  }

  /** The result of one chunk of an upload. */
  static IngestResult ofChunk(
      String cluster, LedgerEntry entry, boolean alreadyIngested, long elapsedMs) {
    return of(
        cluster,
        entry.upload(),
        entry.chunk(),
        entry.chunks() == 0 ? null : entry.chunks(),
        entry.counts(),
        alreadyIngested ? 0 : entry.messages(),
        entry.rejects(),
        alreadyIngested,
        elapsedMs);
  }

  /** This result as that of one chunk ingested by itself. */
  IngestResult withoutChunks() {
    Counts counts =
        new Counts(rows, accepted, missing, rejected, expired, inexact, repeated, replaced);
    IngestResult one =
        of(cluster, upload, chunk, null, counts, messages, rejects, alreadyIngested, elapsedMs);
    Ignored left = new Ignored(ignored, ignoredNames);
    return one.with(capture, left, Boolean.TRUE.equals(dryRun));
  }

  private static IngestResult of(
      String cluster,
      String upload,
      int chunk,
      Integer chunks,
      Counts counts,
      long messages,
      List<RejectedRow> rejects,
      boolean alreadyIngested,
      long elapsedMs) {
    return new IngestResult(
        cluster,
        upload,
        chunk,
        chunks,
        counts.rows(),
        counts.values(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        counts.expired(),
        counts.inexact(),
        counts.stored(),
        counts.repeated(),
        counts.replaced(),
        messages,
        rejects,
        alreadyIngested,
        elapsedMs,
        null,
        null,
        null,
        null);
  }

  /** The same with what is known of a file that was read as a whole. */
  IngestResult with(CaptureReport file, Ignored left, boolean dry) {
    return new IngestResult(
        cluster,
        upload,
        chunk,
        chunks,
        rows,
        values,
        accepted,
        missing,
        rejected,
        expired,
        inexact,
        stored,
        repeated,
        replaced,
        messages,
        rejects,
        alreadyIngested,
        elapsedMs,
        left.values(),
        left.names(),
        file,
        dry ? true : null);
  }
}
