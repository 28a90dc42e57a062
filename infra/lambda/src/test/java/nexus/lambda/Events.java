package nexus.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import nexus.lambda.S3Bucket.Put;

/** The events that AWS would send. */
final class Events {

  private static final JsonMapper JSON = new JsonMapper();

  private Events() {}

  /** S3's own notification of new objects, a record each. */
  static String notification(Put... objects) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (Put put : objects) {
      ObjectNode record =
          records
              .addObject()
              .put("eventVersion", "2.1")
              .put("eventSource", "aws:s3")
              .put("eventName", "ObjectCreated:Put");
      record.putObject("s3").putObject("bucket").put("name", put.bucket());
      ObjectNode object = record.withObject("/s3").putObject("object");
      object.put("key", S3Bucket.encode(put.key())).put("size", put.bytes());
      object.put("eTag", put.etag());
      put.versionId().ifPresent(version -> object.put("versionId", version));
    }
    return event.toString();
  }

  /** EventBridge's event of a new object. */
  static String bridged(Put put) {
    ObjectNode event =
        JSON.createObjectNode().put("detail-type", "Object Created").put("source", "aws.s3");
    event.putObject("detail").putObject("bucket").put("name", put.bucket());
    ObjectNode object = event.withObject("/detail").putObject("object");
    object.put("key", put.key()).put("size", put.bytes()).put("etag", put.etag());
    put.versionId().ifPresent(version -> object.put("version-id", version));
    return event.toString();
  }

  /** What the schedule sends. */
  static String scheduled() {
    return JSON.createObjectNode()
        .put("detail-type", "Scheduled Event")
        .put("source", "aws.scheduler")
        .put("time", "2026-01-01T00:00:00Z")
        .put("detail", "{}")
        .toString();
  }
}
