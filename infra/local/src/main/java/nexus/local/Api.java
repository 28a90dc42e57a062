package nexus.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * The application's HTTP interface as JSON.
 *
 * <p>Every method throws {@link LocalFailure} with the request and the application's own words when
 * the answer is not 200.
 */
public final class Api {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final URI base;
  private final HttpClient client;

  /**
   * What a server said.
   *
   * @param status of HTTP
   * @param body as text
   */
  record Reply(int status, String body) {

    /** What {@code /ready} says is wrong; else all of the body. */
    String error() {
      try {
        String error = JSON.readTree(body).path("error").asText();
        return error.isEmpty() ? body : error;
      } catch (JsonProcessingException notJson) {
        return body;
      }
    }
  }

  public Api(URI base) {
    this(base, HttpClient.newBuilder());
  }

  /**
   * @param context what is shown to a server of https, and what is trusted
   */
  public Api(URI base, SSLContext context) {
    this(base, HttpClient.newBuilder().sslContext(context));
  }

  private Api(URI base, HttpClient.Builder client) {
    this.base = base;
    this.client =
        client.version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
  }

  /** The full address of {@code path}, with its query. */
  public URI address(String path) {
    return base.resolve(path);
  }

  /** {@code text} as it is written in a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Whether {@code GET path} is answered with 200 now. */
  public boolean answers(String path) throws InterruptedException {
    return reply(path).filter(reply -> reply.status() == 200).isPresent();
  }

  /** What {@code GET path} is answered with; empty where nobody answers. */
  Optional<Reply> reply(String path) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address(path)).timeout(LIMIT).build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return Optional.of(new Reply(response.statusCode(), response.body()));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** {@code GET path}, answered with 200, as text. */
  public String text(String path) throws InterruptedException {
    return reply(path)
        .filter(reply -> reply.status() == 200)
        .map(Reply::body)
        .orElseThrow(() -> new LocalFailure("GET " + address(path) + " failed"));
  }

  /** {@code GET path}. */
  public JsonNode get(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address(path)).timeout(LIMIT).build());
  }

  /** {@code GET path}, not waited for; empty where there is nothing yet (404). */
  public CompletableFuture<Optional<JsonNode>> find(String path) {
    HttpRequest request = HttpRequest.newBuilder(address(path)).timeout(LIMIT).build();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .thenApply(
            response ->
                response.statusCode() == 404
                    ? Optional.empty()
                    : Optional.of(json(request, response)));
  }

  /** {@code POST path} with a JSON body. */
  public JsonNode post(String path, JsonNode body) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(address(path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** {@code POST path} with a CSV body that may take any time; gzipped bytes say so. */
  CompletableFuture<JsonNode> upload(String path, BodyPublisher body, boolean gzip) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path)).header("Content-Type", "text/csv").POST(body);
    if (gzip) {
      request.header("Content-Encoding", "gzip");
    }
    HttpRequest built = request.build();
    return client
        .sendAsync(built, BodyHandlers.ofString())
        .thenApply(response -> json(built, response));
  }

  private JsonNode send(HttpRequest request) throws InterruptedException {
    try {
      return json(request, client.send(request, BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw new LocalFailure(describe(request) + " failed: " + failure, failure);
    }
  }

  private static JsonNode json(HttpRequest request, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new LocalFailure(
          describe(request) + " answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException notJson) {
      throw new LocalFailure(describe(request) + " did not answer JSON", notJson);
    }
  }

  private static String describe(HttpRequest request) {
    return request.method() + " " + request.uri();
  }
}
