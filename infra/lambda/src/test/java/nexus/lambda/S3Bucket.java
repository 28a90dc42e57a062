package nexus.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A bucket of an {@link S3Store}, as whoever uploads captures sees it. */
final class S3Bucket {

  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String name;
  private final String url;

  /**
   * An object as it was put.
   *
   * @param bucket name of its bucket
   * @param key its key
   * @param versionId its version, if its bucket keeps them
   * @param etag its entity tag, without quotes
   * @param bytes its size
   */
  record Put(String bucket, String key, Optional<String> versionId, String etag, long bytes) {}

  S3Bucket(String endpoint, String name) {
    this.name = name;
    this.url = endpoint + "/" + name;
  }

  S3Bucket create() {
    send("PUT", "", "");
    return this;
  }

  S3Bucket keepVersions() {
    send(
        "PUT",
        "?versioning",
        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    return this;
  }

  /** Puts an object of text, or a new one in place of the old. */
  Put put(String key, String content) {
    return put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts an object, or a new one in place of the old. */
  Put put(String key, byte[] content) {
    return put(key, content, new String[0]);
  }

  /** Puts an object of text whose metadata names the zone of its times. */
  Put putWithZone(String key, String content, String zone) {
    return put(key, content.getBytes(StandardCharsets.UTF_8), "x-amz-meta-tz", zone);
  }

  private Put put(String key, byte[] content, String... headers) {
    HttpResponse<String> answer =
        send("PUT", path(key), BodyPublishers.ofByteArray(content), headers);
    return new Put(
        name,
        key,
        answer.headers().firstValue("x-amz-version-id"),
        answer.headers().firstValue("ETag").orElseThrow().replace("\"", ""),
        content.length);
  }

  /** What an object holds now. */
  String text(String key) {
    return send("GET", path(key), BodyPublishers.noBody()).body();
  }

  /** Removes a version for ever, as a rule of the bucket's life cycle does. */
  void delete(Put object) {
    String version = encode(object.versionId().orElseThrow());
    send("DELETE", path(object.key()) + "?versionId=" + version, BodyPublishers.noBody());
  }

  /** The keys with this prefix, in order. */
  List<String> keys(String prefix) {
    String path = "?list-type=2&prefix=" + encode(prefix);
    String listing = send("GET", path, BodyPublishers.noBody()).body();
    return KEY.matcher(listing).results().map(found -> found.group(1)).toList();
  }

  /** {@code text} as it stands in the keys of S3's own notifications. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String path(String key) {
    return "/" + encode(key).replace("+", "%20").replace("%2F", "/");
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return send(method, path, BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(
      String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            request + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + request, e);
    }
  }
}
