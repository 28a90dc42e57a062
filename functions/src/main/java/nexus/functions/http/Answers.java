package nexus.functions.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes status, headers and bytes of what is to be said: an answer, or a failure. */
@Singleton
final class Answers {

  private static final Logger LOG = Logger.getLogger(Answers.class);

  private final ObjectMapper json;
  private final Instance<EndpointTable> endpoints;

  /**
   * @param endpoints asked when something goes wrong: their handlers answer through this
   */
  Answers(ObjectMapper json, Instance<EndpointTable> endpoints) {
    this.json = json;
    this.endpoints = endpoints;
  }

  /**
   * A good answer, as a whole, compressed where that is asked for and pays.
   *
   * @param acceptEncoding every {@code Accept-Encoding} header of the request
   */
  Answer good(Object answer, List<String> acceptEncoding) {
    Map<String, String> headers =
        answer instanceof Content content ? headers(content, false) : headers();
    headers.putIfAbsent("Vary", "accept-encoding");
    byte[] body = answer instanceof Content content ? bytes(content) : bytes(answer);
    if (Gzip.isWorthwhile(body) && Gzip.isAccepted(acceptEncoding)) {
      headers.put("Content-Encoding", "gzip");
      body = Gzip.compress(body);
    }
    return new Answer(200, headers, body);
  }

  /**
   * What to say instead of {@code answer} where the reader has it already.
   *
   * @param ifNoneMatch every {@code If-None-Match} header of the request
   */
  static Optional<Answer> known(Object answer, List<String> ifNoneMatch) {
    if (!(answer instanceof Content content) || !content.headers().containsKey("ETag")) {
      return Optional.empty();
    }
    String tag = content.headers().get("ETag");
    boolean known =
        ifNoneMatch.stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .map(String::strip)
            .anyMatch(tag::equals);
    return known
        ? Optional.of(new Answer(304, headers(content, false), new byte[0]))
        : Optional.empty();
  }

  /**
   * What is said of a failure. What the caller is not told is logged, under a number that the
   * caller is told.
   *
   * @param contentType the request's {@code Content-Type}; null where it has none
   */
  Answer failed(Throwable problem, String method, String uri, String contentType) {
    if (problem instanceof ShapedException shaped) {
      Map<String, String> headers = headers(Failure.retryAfterSeconds(shaped.status()));
      return new Answer(shaped.status(), headers, bytes(shaped.body()));
    }
    Failure failure = logged(Failure.of(problem), problem, method, uri);
    Map<String, String> headers = headers(failure.retryAfterSeconds());
    if (problem instanceof StatusException known) {
      known.allow().ifPresent(methods -> headers.put("Allow", methods));
    }
    Optional<Failure.Shape> shape = endpoints.get().failures(uri);
    if (shape.isEmpty()) {
      return new Answer(failure.status(), headers, bytes(new Body(failure.error())));
    }
    Failure.Told told = shape.get().of(failure, contentType == null ? "" : contentType);
    headers.put("Content-Type", told.type());
    byte[] body = told.body() instanceof byte[] bytes ? bytes : bytes(told.body());
    return new Answer(failure.status(), headers, body);
  }

  /**
   * Headers of an answer that is no JSON.
   *
   * @param gzip whether it is compressed
   */
  static Map<String, String> headers(Content content, boolean gzip) {
    Map<String, String> headers = headers();
    headers.put("Content-Type", content.type());
    headers.put("Vary", "accept, accept-encoding");
    if (gzip) {
      headers.put("Content-Encoding", "gzip");
    }
    headers.putAll(content.headers());
    return headers;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private record Body(Failure.ErrorBody error) {}

  private static Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>(SecurityHeaders.DATA);
    headers.put("Content-Type", "application/json");
    return headers;
  }

  /**
   * Headers of a failure.
   *
   * @param retryAfterSeconds when the same may be sent again; 0 where a repeat cannot help
   */
  private static Map<String, String> headers(int retryAfterSeconds) {
    Map<String, String> headers = headers();
    if (retryAfterSeconds > 0) {
      headers.put("Retry-After", Integer.toString(retryAfterSeconds));
    }
    return headers;
  }

  private static Failure logged(Failure failure, Throwable problem, String method, String uri) {
    if (problem instanceof Error && failure.status() != 500) {
      LOG.errorf("request failed: method=%s uri=%s reason=%s", method, uri, problem);
    }
    if (failure.status() != 500) {
      return failure;
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(problem, "request failed: id=%s method=%s uri=%s", id, method, uri);
    return failure.error().code().equals(Failure.INTERNAL)
        ? Failure.of(500, Failure.INTERNAL, "the request failed; the log has the reason as " + id)
        : failure;
  }

  private byte[] bytes(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
