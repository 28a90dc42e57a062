package nexus.functions.testing;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Prometheus, and its {@code promtool}, where they are on the PATH. */
public final class Prometheus implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int port;

  private Prometheus(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Whether it is here; says so when it is not. */
  public static boolean isHere() {
    boolean here = Stream.of("prometheus", "promtool").allMatch(Prometheus::isOnPath);
    if (!here) {
      System.err.println(
          "SKIPPED: checks with a real Prometheus, as prometheus and promtool are not on the PATH"
              + " (Debian package prometheus)");
    }
    return here;
  }

  private static boolean isOnPath(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /**
   * Runs promtool.
   *
   * @return what it prints, whether it is content or not, and its status in a last line
   */
  public static String promtool(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    try {
      Path file = Files.createTempFile("promtool-", ".in");
      try {
        Files.writeString(file, input);
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(file.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "status " + process.waitFor() + "\n";
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while promtool runs", e);
    }
  }

  /**
   * Starts it on a free port and waits until it answers.
   *
   * @param folder a folder for all that it writes
   * @param configuration as in {@code prometheus.yml}
   */
  public static Prometheus start(Path folder, String configuration) {
    try {
      Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
      Path log = folder.resolve("prometheus.log");
      int port = freePort();
      Process process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Prometheus started = new Prometheus(process, log, port);
      Await.until("prometheus", started::isReady);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      try {
        throw new AssertionError("prometheus ended:\n" + Files.readString(log));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false; // not listening yet
    }
  }

  /** The body of its answer, whatever the status. */
  public String ask(String path) {
    return get(path).body();
  }

  /** Its answer to an expression. */
  public JsonPath query(String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return new JsonPath(get("/api/v1/query?query=" + encoded).body());
  }

  /** The value of an expression that has one; NaN where it has none. */
  public double value(String expression) {
    List<List<Object>> values = query(expression).getList("data.result.value");
    return values.size() == 1 ? Double.parseDouble(values.get(0).get(1).toString()) : Double.NaN;
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while prometheus answers", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
