package nexus.telemetry.ingest;

import java.util.Optional;
import nexus.telemetry.ingest.objects.StoredObject;

/**
 * A byte range of an object, to be ingested.
 *
 * @param cluster cluster the samples belong to
 * @param object the object
 * @param upload identity of the upload
 * @param number number of the chunk
 * @param chunks chunks of the upload; 0 where that is not known
 * @param offset first byte of the range
 * @param length bytes of the range
 * @param header the header that its first row stands below; empty to read it from the object
 */
record ObjectChunk(
    String cluster,
    StoredObject object,
    String upload,
    int number,
    int chunks,
    long offset,
    long length,
    Optional<String> header) {

  /** Whether the range is the object. */
  boolean isWhole() {
    return offset == 0 && length == object.bytes();
  }

  /** Whether it is one of a plan, which knows of every header. */
  boolean isPlanned() {
    return chunks > 0;
  }

  /** End of the range, exclusive. */
  long end() {
    return offset + length;
  }

  /** Where its rejected rows are kept, in the object's bucket. */
  String rejectedKey() {
    String key = "rejected/" + object.version().key() + "." + number + ".csv";
    return fitsKey(key) ? key : "rejected/" + upload + "." + number + ".csv";
  }

  /** A key of S3 is 1,024 bytes of UTF-8 at most. */
  private static boolean fitsKey(String key) {
    return key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 1_024;
  }
}
