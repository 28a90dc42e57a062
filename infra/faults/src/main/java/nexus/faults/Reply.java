package nexus.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import nexus.local.LocalFailure;

/**
 * An application's answer, whatever its status.
 *
 * @param status HTTP status
 * @param body JSON
 */
record Reply(int status, JsonNode body) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Sends a request without a body. */
  static Reply to(App app, String method, String path) throws InterruptedException {
    HttpResponse<String> response = send(app, method, path);
    try {
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new LocalFailure(method + " " + path + " was not answered with JSON", e);
    }
  }

  /** The status of the answer to a GET, whatever its body is. */
  static int status(App app, String path) throws InterruptedException {
    return send(app, "GET", path).statusCode();
  }

  private static HttpResponse<String> send(App app, String method, String path)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(app.api().address(path))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new LocalFailure(method + " " + path + " failed: " + e, e);
    }
  }
}
