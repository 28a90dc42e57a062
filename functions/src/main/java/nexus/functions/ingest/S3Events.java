package nexus.functions.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.model.InvalidInputException;

/**
 * Reads the events that tell of new objects: S3's own notifications (event structure 2.x, several
 * records, keys URL-encoded) and EventBridge's {@code Object Created} (keys as they are).
 */
final class S3Events {

  private S3Events() {}

  /**
   * The new objects that an event tells of; empty when it is no event of S3.
   *
   * @throws nexus.telemetry.model.InvalidInputException when a record lacks bucket or key, or the
   *     key cannot be decoded
   */
  static Optional<List<ObjectVersion>> objects(JsonNode event) {
    if (event.path("Records").isArray()) {
      List<ObjectVersion> objects = new ArrayList<>();
      for (JsonNode record : event.path("Records")) {
        if (isCreated(record)) {
          objects.add(notified(record.path("s3")));
        }
      }
      return Optional.of(objects);
    } else if (event.path("detail-type").asText().equals("Object Created")) {
      return Optional.of(List.of(bridged(event.path("detail"))));
    }
    // S3 sends this once, when notifications are set up.
    return event.path("Event").asText().equals("s3:TestEvent")
        ? Optional.of(List.of())
        : Optional.empty();
  }

  private static boolean isCreated(JsonNode record) {
    String name = record.path("eventName").asText("ObjectCreated");
    return name.startsWith("ObjectCreated") || name.startsWith("s3:ObjectCreated");
  }

  private static ObjectVersion notified(JsonNode s3) {
    JsonNode object = s3.path("object");
    String key = decode(object.path("key").asText(""));
    return new ObjectVersion(
        s3.path("bucket").path("name").asText(null),
        key,
        object.path("versionId").asText(null),
        object.path("eTag").asText(null));
  }

  private static String decode(String key) {
    try {
      return URLDecoder.decode(key, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      InvalidInputException bad = new InvalidInputException("key", "the key is not URL-encoded");
      bad.initCause(e);
      throw bad;
    }
  }

  private static ObjectVersion bridged(JsonNode detail) {
    JsonNode object = detail.path("object");
    return new ObjectVersion(
        detail.path("bucket").path("name").asText(null),
        object.path("key").asText(null),
        object.path("version-id").asText(null),
        object.path("etag").asText(null));
  }
}
