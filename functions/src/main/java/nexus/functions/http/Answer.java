package nexus.functions.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request is answered, whatever carries it. A function may answer with one, where a status
 * or headers are part of what it says.
 *
 * @param status HTTP status
 * @param headers names and values
 * @param body compressed where the headers say so
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, never compared
public record Answer(int status, Map<String, String> headers, byte[] body) {

  public Answer {
    headers = Map.copyOf(headers);
  }

  boolean isCompressed() {
    return headers.containsKey("Content-Encoding");
  }

  /**
   * An answer of a status and headers of its own, beside those that all answers carry.
   *
   * @param type media type of the body; null where there is none
   */
  public static Answer of(int status, Map<String, String> headers, String type, byte[] body) {
    Map<String, String> all = new TreeMap<>(SecurityHeaders.DATA);
    all.putAll(headers);
    if (type != null) {
      all.put("Content-Type", type);
    }
    return new Answer(status, all, body);
  }

  /** The same with a text. */
  public static Answer of(int status, Map<String, String> headers, String type, String body) {
    return of(status, headers, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the body is no text. */
  boolean isBinary() {
    return isCompressed() || "application/x-protobuf".equals(headers.get("Content-Type"));
  }
}
