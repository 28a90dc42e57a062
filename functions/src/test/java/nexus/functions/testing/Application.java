package nexus.functions.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The application as it is delivered: the jar in a process of its own. */
public final class Application implements AutoCloseable, Asker {

  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Process process;

  private Application(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it on a free port; it may end by itself, as it does of settings it cannot use.
   *
   * @param log file of all that it says
   * @param settings all of its environment
   */
  public static Application start(Path log, Map<String, String> settings) {
    return start(log, settings, 0);
  }

  /** The same on that port; 0 for a free one. */
  public static Application start(Path log, Map<String, String> settings, int port) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                jar().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().put("PORT", Integer.toString(port));
    try {
      return new Application(log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar() {
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      return built.filter(file -> file.toString().endsWith("-runner.jar")).findAny().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it listens. */
  public Application awaitListening() {
    Await.until("listening", () -> LISTENING.matcher(log()).find() || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the application ended:\n" + log());
    }
    return this;
  }

  /** Its port. */
  public int port() {
    Matcher matcher = LISTENING.matcher(log());
    if (!matcher.find()) {
      throw new AssertionError("the application does not listen:\n" + log());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** All that it said so far. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has ended by itself, and returns its status. */
  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the application does not end:\n" + log());
    }
    return process.exitValue();
  }

  /** Posts a text. */
  public Reply post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send("POST", path, body, "Content-Type", type);
  }

  @Override
  public Reply send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .timeout(LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    answer.headers().map().forEach((name, values) -> told.put(name, values.get(0)));
    return new Reply(answer.statusCode(), told, answer.body());
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
