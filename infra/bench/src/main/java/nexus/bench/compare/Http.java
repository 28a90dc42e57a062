package nexus.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A client that blocks and keeps its connection, the same for every system that speaks HTTP: it
 * adds less to an answer's time than one that hands over between threads.
 *
 * <p>Every method throws {@link IOException} with the answer's words when the status is not 2xx.
 */
final class Http {

  private static final int CONNECT_MS = 5_000;
  private static final int READ_MS = 300_000;
  private static final int BUFFER = 1 << 18;
  private static final byte[] NOTHING = {};

  private final URI base;

  Http(URI base) {
    this.base = base;
  }

  /** {@code path?name=value&…}, every name and value encoded. */
  static String query(String path, Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .collect(Collectors.joining("&", path + "?", ""));
  }

  /** Whether {@code GET path} is answered with success now. */
  boolean answers(String path) {
    try {
      get(path);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** {@code GET path}. */
  byte[] get(String path) throws IOException {
    return answer(open(path));
  }

  /** {@code POST path} with a small JSON body. */
  byte[] post(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    HttpURLConnection connection = open(path);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    return answer(connection);
  }

  /** {@code POST path} with a file as the body. */
  byte[] upload(String path, String type, Path file) throws IOException {
    return upload(path, type, NOTHING, file, NOTHING);
  }

  /** {@code POST path} with a file as the body, between other bytes. */
  byte[] upload(String path, String type, byte[] before, Path file, byte[] after)
      throws IOException {
    HttpURLConnection connection = open(path);
    connection.setRequestProperty("Content-Type", type);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(before.length + Files.size(file) + after.length);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = connection.getOutputStream()) {
      out.write(before);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
      out.write(after);
    }
    return answer(connection);
  }

  private HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout(READ_MS);
    return connection;
  }

  private static byte[] answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    try (InputStream in = stream == null ? InputStream.nullInputStream() : stream) {
      byte[] body = in.readAllBytes();
      if (status / 100 != 2) {
        throw new IOException(
            "%s answered %d: %s"
                .formatted(
                    connection.getURL(), status, new String(body, StandardCharsets.UTF_8).strip()));
      }
      return body;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
