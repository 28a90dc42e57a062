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
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A store that speaks S3's protocol, in memory, with one bucket that keeps versions. */
final class S3Store implements AutoCloseable {

  static final String BUCKET = "telemetry";

  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final S3Proxy server;

  /**
   * An object as it was put.
   *
   * @param key its key
   * @param versionId its version
   * @param etag its entity tag, without quotes
   * @param bytes its size
   */
  record Put(String key, String versionId, String etag, long bytes) {}

  S3Store() {
    try {
      server =
          S3Proxy.builder()
              .blobStore(new TransientNio2BlobStore())
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.NONE, null, null)
              .ignoreUnknownHeaders(true)
              .build();
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not start", e);
    }
    send("PUT", "", new byte[0]);
    send(
        "PUT",
        "?versioning",
        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Value of the function's variable {@code AWS_ENDPOINT_URL_S3}. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Puts an object, or a new version of it. */
  Put put(String key, byte[] content) {
    HttpResponse<byte[]> answer = send("PUT", path(key), content);
    return new Put(
        key,
        answer.headers().firstValue("x-amz-version-id").orElseThrow(),
        answer.headers().firstValue("ETag").orElseThrow().replace("\"", ""),
        content.length);
  }

  /** Puts an object of text. */
  Put put(String key, String content) {
    return put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  /** What an object holds now. */
  String text(String key) {
    return new String(send("GET", path(key), null).body(), StandardCharsets.UTF_8);
  }

  /** Removes a version for ever, as who tidies a bucket does. */
  void delete(Put object) {
    send("DELETE", path(object.key()) + "?versionId=" + encode(object.versionId()), null);
  }

  /** The keys with this prefix, in order. */
  List<String> keys(String prefix) {
    String listing =
        new String(
            send("GET", "?list-type=2&prefix=" + encode(prefix), null).body(),
            StandardCharsets.UTF_8);
    return KEY.matcher(listing).results().map(found -> found.group(1)).toList();
  }

  /** {@code text} as it stands in a URL, and in the keys of S3's own notifications. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String path(String key) {
    return "/" + encode(key).replace("+", "%20").replace("%2F", "/");
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint() + "/" + BUCKET + path))
            .timeout(LIMIT)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            request
                + " answered "
                + answer.statusCode()
                + ": "
                + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + request, e);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not stop", e);
    }
  }
}
