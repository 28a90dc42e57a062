package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How far the ingest of one upload is: {@code values = accepted + missing + rejected}, of the
 * chunks that are done.
 *
 * @param cluster cluster the samples belong to
 * @param upload identity of the upload
 * @param status what there is to say in a word
 * @param source the object it is; null of what was sent over HTTP
 * @param chunks what became of its chunks
 * @param rows rows read, the header not counted
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param messages messages queued
 * @param firstTime earliest accepted sample, RFC 3339; null when there is none
 * @param lastTime latest accepted sample, RFC 3339; null when there is none
 * @param plannedAt when it was planned, RFC 3339; null of what was sent over HTTP
 * @param updatedAt when a chunk was last done, RFC 3339; null when none is
 * @param failures why chunks failed that are not done
 * @param rejects the first rejected rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestProgress(
    String cluster,
    String upload,
    Status status,
    Source source,
    Chunks chunks,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long messages,
    String firstTime,
    String lastTime,
    String plannedAt,
    String updatedAt,
    List<Failure> failures,
    List<Reject> rejects) {

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
  @JsonInclude(JsonInclude.Include.NON_NULL)
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
   * @param at when, RFC 3339
   */
  public record Failure(int chunk, String reason, String at) {}

  /**
   * A rejected row.
   *
   * @param line line of the file, from 1
   * @param reason why, in a sentence
   * @param column column at fault, or empty
   * @param text the row, cut
   */
  public record Reject(long line, String reason, String column, String text) {}

  /**
   * Some of a cluster's uploads, the newest first.
   *
   * @param cluster the cluster
   * @param ingests the uploads, without their failures and rejected rows
   * @param cursor for the page behind; null at the end
   */
  public record Page(String cluster, List<IngestProgress> ingests, String cursor) {
    public Page {
      ingests = List.copyOf(ingests);
    }
  }
}
