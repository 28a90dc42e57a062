package nexus.telemetry.ingest.objects;

/**
 * The content of an object that was to be ingested is not there: it was replaced or deleted since.
 * To try again is of no use; content that replaced it has an event of its own.
 */
public final class ObjectChangedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ObjectChangedException(ObjectVersion object, Throwable cause) {
    super(
        "s3://%s/%s (version %s, etag %s) was replaced or deleted; nothing of other content is read"
            .formatted(object.bucket(), object.key(), object.versionId(), object.etag()),
        cause);
  }
}
