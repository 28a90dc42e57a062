package nexus.telemetry.ledger;

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
    long plannedAtMs)
    implements RecordJson.Versioned {

  /** Format version that is written. */
  public static final int VERSION = 1;
}
