package nexus.functions.http;

import java.util.Map;

/**
 * What a request is answered, whatever carries it.
 *
 * @param status HTTP status
 * @param headers names and values
 * @param body compressed where the headers say so
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, never compared
record Answer(int status, Map<String, String> headers, byte[] body) {

  Answer {
    headers = Map.copyOf(headers);
  }

  boolean isCompressed() {
    return headers.containsKey("Content-Encoding");
  }
}
