package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nexus.local.LocalFailure;
import nexus.local.ManagedProcess;

/** A peer's process, and what is common to starting one. */
final class Server implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final ManagedProcess process;

  private Server(String name, ManagedProcess process) {
    this.name = name;
    this.process = process;
  }

  /** Whether a server can be asked something yet. */
  @FunctionalInterface
  interface Ready {

    /** Whether it answers now; must not wait long. */
    boolean now() throws InterruptedException;
  }

  /**
   * Starts {@code command} with this process's environment and {@code more}; returns when it is
   * ready.
   *
   * @param log file for what it prints
   * @throws LocalFailure with the last lines it printed when it does not come up
   */
  static Server start(
      String name, List<String> command, Map<String, String> more, Path log, Ready ready)
      throws InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(more);
    Server server = new Server(name, ManagedProcess.start(name, command, environment, log));
    try {
      server.await(ready);
      return server;
    } catch (LocalFailure | InterruptedException failure) {
      server.close();
      throw failure;
    }
  }

  /**
   * The environment for a program of a package that is unpacked and not installed: where the
   * libraries of its package and of those it needs are.
   */
  static Map<String, String> libraries(Path program) throws IOException {
    Path folder = program;
    while (folder != null && !folder.endsWith("usr")) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder.resolve("lib"))) {
      return Map.of();
    }
    try (Stream<Path> folders = Files.list(folder.resolve("lib"))) {
      return folders
          .filter(lib -> lib.getFileName().toString().contains("-linux-gnu"))
          .findFirst()
          .map(lib -> Map.of("LD_LIBRARY_PATH", lib.toString()))
          .orElse(Map.of());
    }
  }

  private void await(Ready ready) throws InterruptedException {
    long begun = System.nanoTime();
    while (!ready.now()) {
      if (process.awaitEnd(POLL)) {
        throw new LocalFailure(process.obituary());
      }
      if (System.nanoTime() - begun > START_LIMIT.toNanos()) {
        throw new LocalFailure(
            "%s was not ready in %d s; the last lines:%n%s"
                .formatted(name, START_LIMIT.toSeconds(), process.tail(20)));
      }
    }
  }

  /** Its process ID. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
