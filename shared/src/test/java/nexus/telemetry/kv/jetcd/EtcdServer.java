package nexus.telemetry.kv.jetcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real etcd for a test: a child process with free ports and a data folder of its own, gone when
 * it is closed or when this process ends.
 *
 * <p>The binary is what the script {@code infra/local/etcd-bin} of the project prints; where there
 * is no such script, {@code $ETCD_BIN}, else {@code etcd} on the path.
 *
 * <pre>{@code
 * private static EtcdServer etcd;
 *
 * @BeforeAll
 * static void launch() {
 *   etcd = EtcdServer.launch();
 * }
 *
 * @AfterAll
 * static void close() {
 *   etcd.close();
 * }
 * }</pre>
 */
public final class EtcdServer implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final int LAUNCHES = 3;

  private final String binary;
  private final List<String> options;
  private final Path folder;
  private final int clientPort;
  private final int peerPort;
  private final int healthPort;
  private final Thread atExit = new Thread(this::destroy, "etcd-at-exit");
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;

  private EtcdServer(String binary, List<String> options) throws IOException {
    this.binary = binary;
    this.options = options;
    this.folder = Files.createTempDirectory("etcd-test-");
    List<Integer> ports = freePorts(3);
    this.clientPort = ports.get(0);
    this.peerPort = ports.get(1);
    this.healthPort = ports.get(2);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts an etcd and waits until it serves.
   *
   * @param options options of etcd's own, such as {@code --quota-backend-bytes=20000000}; with
   *     {@code --cert-file} the endpoint is https
   */
  public static EtcdServer launch(String... options) {
    try {
      String binary = findBinary();
      for (int attempt = 1; ; attempt++) {
        EtcdServer server = new EtcdServer(binary, List.of(options));
        try {
          server.start();
          return server;
        } catch (IllegalStateException e) { // its ports may have been taken in the meantime
          server.close();
          if (attempt == LAUNCHES) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients reach it; the same after every start. */
  public String endpoint() {
    boolean secure = options.stream().anyMatch(option -> option.startsWith("--cert-file"));
    return (secure ? "https" : "http") + "://127.0.0.1:" + clientPort;
  }

  /** A client's configuration for it. */
  public EtcdConfig config() {
    return EtcdConfig.of(endpoint());
  }

  /** Starts it (again) on the same ports and data, and waits until it serves. */
  public void start() {
    try {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
      process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
      awaitHealth();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it in order; its data stay. */
  public void stop() {
    process.destroy();
    awaitExit();
  }

  /** Kills it at once, as a crash would; its data stay. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Freezes it: it keeps its connections and answers nothing. */
  public void pause() {
    signal("STOP");
    // The signal is sent, and not yet obeyed by every thread: one may still answer a call.
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!isStopped()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("etcd does not stand still");
      }
      Thread.onSpinWait();
    }
  }

  /** Whether all of its threads stand still; where the system does not tell, they do. */
  private boolean isStopped() {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        String stat = Files.readString(task.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // A thread ended meanwhile.
    }
  }

  /** Ends a {@link #pause}. */
  public void resume() {
    signal("CONT");
  }

  /** Kills it and removes its data. */
  @Override
  public void close() {
    destroy();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void destroy() {
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() throws IOException {
    String peers = "http://127.0.0.1:" + peerPort;
    List<String> command = new ArrayList<>();
    command.addAll(List.of(binary, "--name=test", "--data-dir=" + folder.resolve("data")));
    command.add("--listen-client-urls=" + endpoint());
    command.add("--advertise-client-urls=" + endpoint());
    command.add("--listen-metrics-urls=http://127.0.0.1:" + healthPort);
    command.add("--listen-peer-urls=" + peers);
    command.add("--initial-advertise-peer-urls=" + peers);
    command.add("--initial-cluster=test=" + peers);
    // No web page has words that it understands.
    command.add("--enable-grpc-gateway=false");
    command.add("--host-whitelist=127.0.0.1,localhost");
    command.add("--cors=" + endpoint());
    // By default 100,000 transactions stay in memory, with what they wrote.
    command.add("--snapshot-count=1000");
    command.addAll(options);
    if (run(List.of(binary, "--help")).contains("--unsafe-no-fsync")) {
      command.add("--unsafe-no-fsync");
    }
    return command;
  }

  private void awaitHealth() throws IOException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (!healthy()) {
      if (exitsWithin(20) || System.nanoTime() > end) {
        kill();
        throw new IllegalStateException("etcd did not start:\n" + Files.readString(log()));
      }
    }
  }

  private boolean healthy() {
    URI health = URI.create("http://127.0.0.1:" + healthPort + "/health");
    try {
      return http.send(
              HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .contains("\"true\"");
    } catch (IOException e) {
      return false; // not listening yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while etcd starts", e);
    }
  }

  private void awaitExit() {
    if (!exitsWithin(10_000)) {
      process.destroyForcibly();
      exitsWithin(10_000);
    }
  }

  private boolean exitsWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for etcd", e);
    }
  }

  private void signal(String name) {
    try {
      run(List.of("kill", "-" + name, Long.toString(process.pid())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String findBinary() throws IOException {
    Optional<Path> script = findScript();
    if (script.isPresent()) {
      List<String> lines = run(List.of(script.get().toString())).lines().toList();
      return lines.get(lines.size() - 1).strip();
    }
    return Optional.ofNullable(System.getenv("ETCD_BIN")).orElse("etcd");
  }

  private static Optional<Path> findScript() {
    return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("infra/local/etcd-bin"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What a command prints, error output not included. */
  private static String run(List<String> command) throws IOException {
    Path errors = Files.createTempFile("etcd-test-", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed:\n" + output + Files.readString(errors));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command, e);
    } finally {
      Files.delete(errors);
    }
  }
}
