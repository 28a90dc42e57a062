package nexus.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** An API Gateway HTTP API before the functions that answer HTTP, payload format 2.0. */
final class HttpApi {

  private static final JsonMapper JSON = new JsonMapper();

  private final Cloud cloud;

  HttpApi(Cloud cloud) {
    this.cloud = cloud;
  }

  /**
   * What the gateway answers.
   *
   * @param status HTTP status
   * @param headers the answer's headers
   * @param body the body, uncompressed
   * @param bytes size of what Lambda returned
   */
  record Reply(int status, JsonNode headers, String body, int bytes) {

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }
  }

  /** {@code GET} of a path with its query. */
  Reply get(String path, String... headers) throws InterruptedException {
    return ask("GET", path, headers);
  }

  /** A request; headers are names and values in turn. */
  Reply ask(String method, String path, String... headers) throws InterruptedException {
    String handler = handler(path);
    InvocationResult result =
        cloud.invoke(handler, Events.http(handler + ".http.json", method, path, headers));
    if (result.failed()) {
      throw new AssertionError(method + " " + path + ": " + result);
    }
    JsonNode answer = result.json();
    String body = answer.path("body").asText();
    return new Reply(
        answer.path("statusCode").asInt(),
        answer.path("headers"),
        answer.path("isBase64Encoded").asBoolean() ? gunzip(body) : body,
        result.text().getBytes(StandardCharsets.UTF_8).length);
  }

  /** What the function behind a path has printed. */
  String log(String path) {
    return cloud.function(handler(path)).log();
  }

  private static String handler(String path) {
    return path.startsWith("/clusterStats") ? "clusterStats" : "queryGpu";
  }

  /** Every stored point of a GPU, page by page: metric, then epoch milliseconds to value. */
  SortedMap<String, SortedMap<Long, Double>> points(String cluster, String gpu)
      throws InterruptedException {
    SortedMap<String, SortedMap<Long, Double>> points = new TreeMap<>();
    String path =
        "/queryGpu?limit=100000&from=2025-12-31T00:00:00Z&to=2026-01-06T00:00:00Z&cluster="
            + encode(cluster)
            + "&gpu="
            + encode(gpu);
    String cursor = "";
    do {
      Reply page = get(path + cursor);
      if (page.status() != 200) {
        throw new AssertionError(path + cursor + ": " + page);
      }
      for (JsonNode series : page.json().path("series")) {
        SortedMap<Long, Double> one =
            points.computeIfAbsent(series.path("metric").asText(), metric -> new TreeMap<>());
        for (JsonNode point : series.path("points")) {
          if (one.put(point.path(0).asLong(), point.path(1).asDouble()) != null) {
            throw new AssertionError("twice: " + series.path("metric") + " " + point);
          }
        }
      }
      JsonNode next = page.json().path("cursor");
      cursor = next.isTextual() ? "&cursor=" + encode(next.asText()) : "";
    } while (!cursor.isEmpty());
    return points;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String gunzip(String base64) {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
