package nexus.telemetry.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ingest.objects.StoredObject;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.UploadPlan.LaterHeader;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/**
 * Asks for one byte range of an object to be ingested. Rows that follow a newline of the range
 * belong to it.
 *
 * @param cluster cluster the samples belong to; null for the configured one
 * @param bucket the object's bucket
 * @param key the object's key
 * @param versionId the object's version; null where there is none
 * @param etag the object's entity tag; null where it is not known
 * @param offset first byte of the range; null for 0
 * @param length bytes of the range; null for the rest of the object
 * @param header the header that the range's first row stands below; null to read it from the object
 * @param upload identity of the upload; null for that of the object
 * @param chunk number of the chunk; null for the one at offset 0
 * @param tz IANA name of the zone of times without one; null for what the object's metadata says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChunkRequest(
    String cluster,
    String bucket,
    String key,
    String versionId,
    String etag,
    Long offset,
    Long length,
    String header,
    String upload,
    Integer chunk,
    String tz) {

  private static final int MAX_CHUNK = 999_999;
  private static final long MAX_OFFSET = 1L << 50;

  /**
   * @throws InvalidInputException naming the field that cannot be used
   */
  public ChunkRequest {
    if (cluster != null) {
      cluster = Names.check("cluster", cluster);
    }
    if (upload != null) {
      upload = Names.check("upload", upload);
    }
    tz = UploadDefaults.of(tz).tz();
    check("offset", offset, 0, MAX_OFFSET);
    check("length", length, 1, MAX_OFFSET);
    check("chunk", chunk == null ? null : chunk.longValue(), 0, MAX_CHUNK);
  }

  /** Asks for a chunk of a plan. */
  static ChunkRequest of(String cluster, UploadPlan plan, int chunk, String firstHeader) {
    long offset = chunk * plan.chunkBytes();
    String header = plan.headerAt(offset).map(LaterHeader::text).orElse(firstHeader);
    return new ChunkRequest(
        cluster,
        plan.bucket(),
        plan.key(),
        plan.versionId(),
        plan.etag(),
        offset,
        Math.min(plan.chunkBytes(), plan.bytes() - offset),
        header,
        plan.upload(),
        chunk,
        plan.tz());
  }

  /** The object, with the version and the tag that are given. */
  ObjectVersion object() {
    return new ObjectVersion(bucket, key, versionId, etag);
  }

  /**
   * This request with the range that the plan has for the chunk.
   *
   * @throws InvalidInputException when it asks for another range, or a chunk that is not planned
   */
  ChunkRequest asPlanned(UploadPlan plan) {
    int number = chunk == null ? 0 : chunk;
    if (number >= plan.chunks()) {
      throw new InvalidInputException("chunk", "the upload has only " + plan.chunks() + " chunks");
    }
    ChunkRequest planned = of(cluster, plan, number, header);
    if ((offset != null && !offset.equals(planned.offset()))
        || (length != null && !length.equals(planned.length()))) {
      throw new InvalidInputException(
          "offset",
          "chunk %d was planned as %d bytes at %d"
              .formatted(number, planned.length(), planned.offset()));
    }
    return planned;
  }

  /**
   * This request with every field filled in, for an object without a plan.
   *
   * @param bytes the object's size
   * @throws InvalidInputException when the range begins behind it, or its number is not said
   */
  ChunkRequest within(long bytes) {
    long from = offset == null ? 0 : offset;
    if (from >= bytes) {
      throw new InvalidInputException("offset", "offset is behind the end of the object");
    }
    if (from > 0 && chunk == null) {
      throw new InvalidInputException("chunk", "chunk is missing: which one begins at offset?");
    }
    long rest = bytes - from;
    return new ChunkRequest(
        cluster,
        bucket,
        key,
        versionId,
        etag,
        from,
        length == null ? rest : Math.min(length, rest),
        header,
        upload,
        chunk == null ? 0 : chunk,
        tz);
  }

  /**
   * Whether this asks for a chunk of the planned object. A field that is left out matches anything.
   */
  boolean isOf(UploadPlan plan) {
    ObjectVersion wanted = object();
    ObjectVersion planned = StoredObject.of(plan).version();
    return wanted.bucket().equals(planned.bucket())
        && wanted.key().equals(planned.key())
        && (wanted.versionId() == null || wanted.versionId().equals(planned.versionId()))
        && (wanted.etag() == null || wanted.etag().equals(planned.etag()))
        && (tz == null || tz.equals(plan.tz()));
  }

  private static void check(String field, Long number, long least, long most) {
    if (number != null && (number < least || number > most)) {
      throw new InvalidInputException(
          field, field + " must be a whole number from " + least + " to " + most);
    }
  }
}
