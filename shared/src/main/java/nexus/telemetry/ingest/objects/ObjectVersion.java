package nexus.telemetry.ingest.objects;

import nexus.telemetry.model.InvalidInputException;

/**
 * Which content of an object is meant.
 *
 * @param bucket its bucket
 * @param key its key, decoded
 * @param versionId its version; null where the bucket keeps none or it is not known
 * @param etag its entity tag, without quotes; null where it is not known
 */
public record ObjectVersion(String bucket, String key, String versionId, String etag) {

  private static final int MAX_BUCKET = 255;
  private static final int MAX_KEY = 1024;
  private static final int MAX_TAG = 1024;

  /**
   * Blank texts count as absent, and quotes around a tag do not belong to it.
   *
   * @throws InvalidInputException naming the field that is missing or too long
   */
  public ObjectVersion {
    bucket = bounded("bucket", bucket, MAX_BUCKET);
    key = bounded("key", key, MAX_KEY);
    versionId = absent(versionId) ? null : bounded("versionId", versionId, MAX_TAG);
    etag = absent(etag) ? null : bounded("etag", etag.replace("\"", ""), MAX_TAG);
  }

  private static boolean absent(String text) {
    return text == null || text.isBlank();
  }

  private static String bounded(String field, String text, int most) {
    if (absent(text)) {
      throw new InvalidInputException(field, field + " is missing");
    } else if (text.length() > most) {
      throw new InvalidInputException(field, field + " is longer than " + most + " characters");
    }
    return text;
  }
}
