package nexus.telemetry.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.Bounds;

/**
 * How an object is ingested. Kept in etcd, so that every invocation, and a repeated event, cuts the
 * same object the same way.
 *
 * @param v format version
 * @param upload identity of the upload
 * @param bucket the object's bucket
 * @param key the object's key
 * @param versionId the object's version; null where there is none
 * @param etag the object's entity tag
 * @param bytes the object's size
 * @param chunkBytes bytes of a range; the last one may be shorter
 * @param chunks number of chunks
 * @param plannedAtMs when it was planned, epoch milliseconds
 * @param tz IANA name of the zone of times without one; null for none, as in plans of older
 *     releases
 * @param headers headers among the rows that say otherwise than the one before, in the file's
 *     order; null for none, as in plans of older releases
 */
public record UploadPlan(
    int v,
    String upload,
    String bucket,
    String key,
    String versionId,
    String etag,
    long bytes,
    long chunkBytes,
    int chunks,
    long plannedAtMs,
    @JsonInclude(JsonInclude.Include.NON_NULL) String tz,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<LaterHeader> headers)
    implements RecordJson.Versioned {

  /**
   * A header among the rows.
   *
   * @param offset where its line begins, bytes
   * @param text the header as it was sent
   */
  public record LaterHeader(long offset, String text) {}

  /** Takes an unmodifiable copy of the headers; checks bounds. */
  public UploadPlan {
    Bounds.checkCounts(bytes, chunkBytes, chunks);
    Bounds.checkTimes(plannedAtMs);
    if (chunks == 0) {
      throw new IllegalArgumentException("a plan without chunks");
    }
    headers = headers == null || headers.isEmpty() ? null : List.copyOf(headers);
  }

  /** Format version that is written. */
  public static final int VERSION = 1;

  /** The last header that begins at {@code offset} or before, among those behind the first. */
  public Optional<LaterHeader> headerAt(long offset) {
    return headers == null
        ? Optional.empty()
        : headers.stream()
            .filter(header -> header.offset() <= offset)
            .reduce((earlier, later) -> later);
  }
}
