package nexus.functions.testing;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Asks the application, over whatever transport. */
@FunctionalInterface
public interface Asker {

  /**
   * Asks one request and waits for its answer.
   *
   * @param path path and query, as in a URL
   * @param headers names and values in turn
   */
  default Reply ask(String method, String path, String... headers) throws Exception {
    return send(method, path, null, headers);
  }

  /**
   * Asks one request with a body and waits for its answer.
   *
   * @param path path and query, as in a URL
   * @param body the body; null for none
   * @param headers names and values in turn
   */
  Reply send(String method, String path, String body, String... headers) throws Exception;

  /**
   * An answer.
   *
   * @param headers by name, whatever its case
   * @param body as it came, perhaps compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(int status, Map<String, String> headers, byte[] body) {

    public JsonPath json() {
      return new JsonPath(new String(body, StandardCharsets.UTF_8));
    }
  }
}
