package nexus.telemetry.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What one ingested chunk became: {@code values = accepted + missing + rejected}.
 *
 * <p>The expired ones are no part of {@code values}: an older reader, which knows of none, finds
 * that its sum is right.
 *
 * @param v format version
 * @param upload identity of the upload's content
 * @param chunk number of the chunk, from 0
 * @param chunks chunks of the upload
 * @param offset where the chunk begins in the content, bytes
 * @param length bytes of the chunk
 * @param rows rows read
 * @param values values those rows carry, without those that are expired
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param expired values that were older than the retention; 0 of an entry that does not say
 * @param messages messages queued
 * @param firstMs earliest accepted sample, epoch milliseconds; 0 when there is none
 * @param lastMs latest accepted sample, epoch milliseconds; 0 when there is none
 * @param ingestedAtMs when it was ingested, epoch milliseconds
 * @param newlines newlines in the byte range that the chunk is, where it is one; else 0
 * @param inexact accepted values that are whole numbers which a double cannot hold; entries of
 *     older releases lack it, and have 0
 * @param repeated accepted values that another row of the chunk told already; likewise
 * @param replaced accepted values that a later row of the chunk replaced; likewise
 * @param rejects the first rejected rows
 */
public record LedgerEntry(
    int v,
    String upload,
    int chunk,
    int chunks,
    long offset,
    long length,
    long rows,
    long values,
    long accepted,
    long missing,
    long rejected,
    long expired,
    long messages,
    long firstMs,
    long lastMs,
    long ingestedAtMs,
    long newlines,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inexact,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long repeated,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long replaced,
    List<RejectedRow> rejects)
    implements RecordJson.Versioned {

  /** Format version that is written. */
  public static final int VERSION = 1;

  /** Takes an unmodifiable copy of the rejects; checks bounds and the sum. */
  public LedgerEntry {
    rejects = List.copyOf(rejects);
    Bounds.checkCounts(chunk, chunks, offset, length, rows, accepted, missing, rejected, expired);
    Bounds.checkCounts(messages, newlines, inexact, repeated, replaced);
    Bounds.checkTimes(firstMs, lastMs, ingestedAtMs);
    if (values != accepted + missing + rejected) {
      throw new IllegalArgumentException(
          values + " values are not " + accepted + " + " + missing + " + " + rejected);
    }
  }

  /** An entry of the version that is written. */
  public static LedgerEntry of(
      String upload,
      int chunk,
      int chunks,
      long offset,
      long length,
      Counts counts,
      long messages,
      long firstMs,
      long lastMs,
      long ingestedAtMs,
      long newlines,
      List<RejectedRow> rejects) {
    return new LedgerEntry(
        VERSION,
        upload,
        chunk,
        chunks,
        offset,
        length,
        counts.rows(),
        counts.values() - counts.expired(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        counts.expired(),
        messages,
        firstMs,
        lastMs,
        ingestedAtMs,
        newlines,
        counts.inexact(),
        counts.repeated(),
        counts.replaced(),
        rejects);
  }

  /** What became of the chunk's values. */
  public Counts counts() {
    return new Counts(rows, accepted, missing, rejected, expired, inexact, repeated, replaced);
  }

  /**
   * This entry as it is written.
   *
   * @param version the version to write: {@value #VERSION}, as there is no other yet
   */
  LedgerEntry ofVersion(int version) {
    return version == v
        ? this
        : new LedgerEntry(
            version,
            upload,
            chunk,
            chunks,
            offset,
            length,
            rows,
            values,
            accepted,
            missing,
            rejected,
            expired,
            messages,
            firstMs,
            lastMs,
            ingestedAtMs,
            newlines,
            inexact,
            repeated,
            replaced,
            rejects);
  }

  /** This entry with no more than {@code most} of its rejected rows. */
  public LedgerEntry withRejects(int most) {
    return rejects.size() <= most
        ? this
        : of(
            upload,
            chunk,
            chunks,
            offset,
            length,
            counts(),
            messages,
            firstMs,
            lastMs,
            ingestedAtMs,
            newlines,
            rejects.subList(0, most));
  }
}
