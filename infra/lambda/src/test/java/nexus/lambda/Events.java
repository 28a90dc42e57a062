package nexus.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import nexus.lambda.S3Bucket.Put;

/** The project's sample events, with what a test put in the place of their own. */
final class Events {

  private static final JsonMapper JSON = new JsonMapper();

  private Events() {}

  /** A file of {@code events/}. */
  static ObjectNode sample(String name) {
    try {
      return (ObjectNode)
          JSON.readTree(
              Files.readString(ProjectFile.find("events/" + name, "it is in the sources")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** S3's own notification of new objects, a record each; of their keys it has them encoded. */
  static String notification(Put... objects) {
    ObjectNode event = sample("ingestCsvChunk.s3.json");
    ArrayNode records = event.withArray("Records");
    ObjectNode first = (ObjectNode) records.remove(0);
    for (Put put : objects) {
      ObjectNode record = first.deepCopy();
      record.withObject("/s3/bucket").put("name", put.bucket());
      ObjectNode object = record.withObject("/s3/object");
      object.put("key", S3Bucket.encode(put.key())).put("size", put.bytes());
      object.put("eTag", put.etag()).remove("versionId");
      put.versionId().ifPresent(version -> object.put("versionId", version));
      records.add(record);
    }
    return event.toString();
  }

  /** EventBridge's event of a new object. */
  static String bridged(Put put) {
    ObjectNode event = sample("ingestCsvChunk.eventbridge.json");
    event.withObject("/detail/bucket").put("name", put.bucket());
    ObjectNode object = event.withObject("/detail/object");
    object.put("key", put.key()).put("size", put.bytes()).put("etag", put.etag());
    object.remove("version-id");
    put.versionId().ifPresent(version -> object.put("version-id", version));
    return event.toString();
  }

  /** A request for bytes of an object, which nobody planned. */
  static String chunk(Put put, String cluster, String header, long offset, long length) {
    ObjectNode event = sample("ingestCsvChunk.chunk.json").put("bucket", put.bucket());
    event.put("cluster", cluster).put("key", put.key()).put("etag", put.etag());
    event.put("versionId", put.versionId().orElseThrow()).put("header", header);
    event.put("offset", offset).put("length", length).remove("upload");
    return event.toString();
  }

  /** What the schedule sends to the drain. */
  static String scheduled() {
    return sample("drainQueueBatch.scheduler.json").toString();
  }

  /** What the schedule sends to the function that scrapes. */
  static String scrape() {
    return sample("scrapeTargets.scheduler.json").toString();
  }

  /** A request that an HTTP API hands on; headers are names and values in turn. */
  static String http(String sample, String method, String path, String... headers) {
    String[] parts = path.split("\\?", 2);
    ObjectNode event = sample(sample).put("rawPath", parts[0]);
    event.put("rawQueryString", parts.length == 2 ? parts[1] : "").remove("queryStringParameters");
    ObjectNode sent = event.withObject("/headers");
    sent.remove("accept-encoding");
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    event.withObject("/requestContext/http").put("method", method).put("path", parts[0]);
    return event.toString();
  }
}
