package nexus.telemetry.query.uploads;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import nexus.telemetry.model.RejectedRow;

/**
 * How far the ingest of one upload is: {@code values = accepted + missing + rejected + expired}, of
 * the chunks that are done.
 *
 * @param cluster cluster the samples belong to
 * @param upload identity of the upload
 * @param status what there is to say in a word
 * @param source the object it is; empty of what was sent over HTTP
 * @param chunks what became of its chunks
 * @param rows rows read, the header not counted
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param expired values that were older than the retention when they arrived
 * @param inexact accepted values that are whole numbers which a double cannot hold
 * @param repeated accepted values that another row of their chunk told already
 * @param replaced accepted values that a later row of their chunk replaced
 * @param messages messages queued
 * @param firstMs earliest accepted sample, epoch milliseconds; empty when there is none
 * @param lastMs latest accepted sample; empty when there is none
 * @param plannedAtMs when it was planned; empty of what was sent over HTTP
 * @param updatedAtMs when a chunk was last done; empty when none is
 * @param failures why chunks failed that are not done
 * @param rejects the first rejected rows
 */
public record IngestProgress(
    String cluster,
    String upload,
    Status status,
    Optional<Source> source,
    Chunks chunks,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long inexact,
    long repeated,
    long replaced,
    long messages,
    OptionalLong firstMs,
    OptionalLong lastMs,
    OptionalLong plannedAtMs,
    OptionalLong updatedAtMs,
    List<Failure> failures,
    List<RejectedRow> rejects) {

  public IngestProgress {
    failures = List.copyOf(failures);
    rejects = List.copyOf(rejects);
  }

  /** How far it is. */
  public enum Status {
    /** Chunks are still to be done. */
    RUNNING,
    /** Every chunk is queued. */
    DONE,
    /** A chunk failed last time; it may be tried again. */
    FAILED
  }

  /**
   * The object that was uploaded.
   *
   * @param bucket its bucket
   * @param key its key
   * @param versionId its version; null where there is none
   * @param etag its entity tag
   * @param bytes its size
   */
  public record Source(String bucket, String key, String versionId, String etag, long bytes) {}

  /**
   * What became of the chunks.
   *
   * @param planned how many there are; those known so far where nobody planned them
   * @param done how many are queued
   * @param failed how many failed and are not done
   */
  public record Chunks(int planned, int done, int failed) {}

  /**
   * Why a chunk failed last.
   *
   * @param chunk number of the chunk
   * @param reason a sentence
   * @param atMs when, epoch milliseconds; empty where that is not known
   */
  public record Failure(int chunk, String reason, OptionalLong atMs) {}
}
