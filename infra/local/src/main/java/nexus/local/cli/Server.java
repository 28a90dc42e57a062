package nexus.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The application's HTTP interface, as this command line uses it.
 *
 * <p>Methods throw {@link Refused} when the answer is an error, {@link BrokenConnection} when the
 * connection ends before the answer, and {@link CommandFailure} when there is none in time.
 *
 * <p>By {@link HttpURLConnection}, which is ready in a tenth of a second. The JDK's other client
 * takes six more, most of them for TLS that a local address does not need.
 */
final class Server {

  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** How long an answer may take, and how long an upload may stand still. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(5);
  private static final int CONNECT_MS = 5_000;
  private static final int CHUNK = 64 << 10;

  private final String base;

  /**
   * @param base its address, to which paths are added
   */
  Server(URI base) {
    this.base = base.toString().replaceAll("/+$", "");
  }

  /**
   * What the server answered.
   *
   * @param text as it came
   * @param json as it reads
   */
  record Answer(String text, JsonNode json) {}

  /** Its address. */
  String address() {
    return base;
  }

  Answer get(Target target) {
    return send("GET", target, null, LIMIT);
  }

  Answer delete(Target target) {
    return send("DELETE", target, null, LIMIT);
  }

  Answer post(Target target, JsonNode body) {
    return send("POST", target, Body.json(body.toString()), LIMIT);
  }

  /** Sends a body of any size, a piece in memory at a time. */
  Answer upload(Target target, Body body) {
    try {
      return send("POST", target, body, UPLOAD_LIMIT);
    } catch (Refused refused) {
      throw refused.inOptions();
    }
  }

  private Answer send(String method, Target target, Body body, Duration limit) {
    HttpURLConnection connection = connected(method, target, body, limit);
    try (Deadline deadline = new Deadline(limit, connection::disconnect)) {
      try {
        return exchange(connection, body, deadline);
      } catch (IOException failure) {
        throw deadline.hasPassed() || failure instanceof SocketTimeoutException
            ? new CommandFailure(base + " has not answered in " + limit.toSeconds() + " s", failure)
            : new BrokenConnection(
                "the connection to " + base + " broke: " + failure.getMessage(), failure);
      }
    }
  }

  private HttpURLConnection connected(String method, Target target, Body body, Duration limit) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base + target).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MS);
      connection.setReadTimeout((int) limit.toMillis());
      connection.setInstanceFollowRedirects(false);
      if (body != null) {
        carry(connection, body);
      }
      connection.connect();
      return connection;
    } catch (IOException failure) {
      throw new CommandFailure(
          "nothing answers at %s: start it with infra/local/up, or name another with --url or NEXUS_URL"
              .formatted(base),
          failure);
    }
  }

  private static void carry(HttpURLConnection connection, Body body) {
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", body.type());
    if (body.length() < 0) {
      connection.setChunkedStreamingMode(CHUNK);
    } else {
      connection.setFixedLengthStreamingMode(body.length());
    }
  }

  private Answer exchange(HttpURLConnection connection, Body body, Deadline deadline)
      throws IOException {
    if (body != null) {
      try (OutputStream out = connection.getOutputStream()) {
        body.writeTo(out, deadline::restart);
      }
    }
    int status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    String text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    if (status != 200) {
      throw Refused.of(base, status, connection.getHeaderField("Retry-After"), text);
    }
    try {
      return new Answer(text, JSON.readTree(text));
    } catch (JsonProcessingException notJson) {
      throw new CommandFailure(base + " does not answer JSON: is this the right address?", notJson);
    }
  }
}
