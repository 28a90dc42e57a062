package nexus.telemetry.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;

/**
 * What one ingested chunk became: {@code values = accepted + missing + rejected}.
 *
 * @param v format version
 * @param upload identity of the upload's content
 * @param chunk number of the chunk, from 0
 * @param chunks chunks of the upload
 * @param offset where the chunk begins in the content, bytes
 * @param length bytes of the chunk
 * @param rows rows read
 * @param values values those rows carry
 * @param accepted values queued
 * @param missing values that were blank or not available
 * @param rejected values that cannot be used
 * @param messages messages queued
 * @param firstMs earliest accepted sample, epoch milliseconds; 0 when there is none
 * @param lastMs latest accepted sample, epoch milliseconds; 0 when there is none
 * @param ingestedAtMs when it was ingested, epoch milliseconds
 * @param newlines newlines in the byte range that the chunk is, where it is one; else 0
 * @param inexact accepted values that are whole numbers which a double cannot hold; entries of
 *     older releases lack it, and have 0
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
    long messages,
    long firstMs,
    long lastMs,
    long ingestedAtMs,
    long newlines,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inexact,
    List<RejectedRow> rejects)
    implements RecordJson.Versioned {

  /** Format version that is written. */
  public static final int VERSION = 1;

  /** Takes an unmodifiable copy of the rejects; checks the sum. */
  public LedgerEntry {
    rejects = List.copyOf(rejects);
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
        counts.values(),
        counts.accepted(),
        counts.missing(),
        counts.rejected(),
        messages,
        firstMs,
        lastMs,
        ingestedAtMs,
        newlines,
        counts.inexact(),
        rejects);
  }

  /** What became of the chunk's values. */
  public Counts counts() {
    return new Counts(rows, accepted, missing, rejected, inexact);
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
            messages,
            firstMs,
            lastMs,
            ingestedAtMs,
            newlines,
            inexact,
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
