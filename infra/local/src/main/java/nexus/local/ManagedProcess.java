package nexus.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process whose output goes to a log file.
 *
 * <p>It runs in a session of its own where the system has {@code setsid}: a terminal sends Ctrl-C
 * to every process in front, and etcd must not stop before the application that still writes to it.
 */
public final class ManagedProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final String name;
  private final Path log;
  private final Process process;

  private ManagedProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts {@code command} with exactly this environment.
   *
   * @throws LocalFailure when it cannot be started
   */
  public static ManagedProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    return start(name, command, environment, Path.of(""), log);
  }

  /**
   * Starts {@code command} with exactly this environment, in this folder.
   *
   * @throws LocalFailure when it cannot be started
   */
  public static ManagedProcess start(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(inOwnSession(command))
            .directory(folder.toAbsolutePath().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new ManagedProcess(name, log, builder.start());
    } catch (IOException failure) {
      throw new LocalFailure("cannot start " + name + ": " + failure.getMessage(), failure);
    }
  }

  /** The command in a session of its own, where the system has {@code setsid}. */
  static List<String> inOwnSession(List<String> command) {
    List<String> words = new ArrayList<>();
    if (isOnPath("setsid")) {
      words.add("setsid");
    }
    words.addAll(command);
    return words;
  }

  String name() {
    return name;
  }

  /** Its process ID: {@code setsid} becomes the program it starts. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends, at most this long. Returns whether it has ended. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What to tell when it has ended by itself: its status and the end of its log. One line if it
   * said one, as the application does of a setting that cannot be used.
   */
  public String obituary() {
    String ended = name + " ended with status " + process.exitValue();
    String said = tail(20);
    return said.contains("\n")
        ? ended + "; its last lines:\n" + said
        : said.strip() + " (" + ended + ")";
  }

  /** Whether its log says that it could not have its port. */
  boolean lostItsPort() {
    String lines = tail(40);
    return lines.contains("already in use") || lines.contains("already bound");
  }

  /** The last lines of the log, indented. */
  public String tail(int lines) {
    try (Stream<String> all = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> kept = new ArrayList<>();
      all.forEach(
          line -> {
            kept.add("  " + line);
            if (kept.size() > lines) {
              kept.remove(0);
            }
          });
      return String.join("\n", kept);
    } catch (IOException | UncheckedIOException failure) {
      return "  (" + log + " cannot be read: " + failure.getMessage() + ")";
    }
  }

  /** Kills it; returns once it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end; returns at once. */
  public void askToEnd() {
    process.destroy();
  }

  /**
   * Asks it to end, and kills it when it has not within {@link #GRACE}. Returns once it is gone.
   */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!awaitEnd(GRACE)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
