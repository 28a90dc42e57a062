package nexus.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import nexus.local.LocalFailure;

/** Runs commands by bash, in the project's folder, and keeps what they print. */
final class Shell {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path root;
  private final Path log;
  private final Map<String, String> variables = new HashMap<>();
  private volatile Process running;

  /**
   * What came of commands.
   *
   * @param status 0 where all went well
   * @param output what they printed, on both ways
   */
  record Outcome(int status, String output) {}

  /**
   * @param root where commands run
   * @param log to which commands and what they print are appended
   */
  Shell(Path root, Path log) {
    this.root = root;
    this.log = log;
  }

  /** Sets a variable of the environment for what is run from now on. */
  void set(String name, String value) {
    variables.put(name, value);
  }

  /** Runs commands, whatever comes of them. Ends at the first one that fails. */
  Outcome attempt(String commands) throws InterruptedException {
    try {
      Path output = Files.createTempFile(log.getParent(), "output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
              .directory(root.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      running = process;
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        end();
        throw new LocalFailure("not done within " + PATIENCE + ": " + commands);
      }
      String printed = Files.readString(output);
      Files.delete(output);
      Files.writeString(
          log,
          "$ " + commands + printed + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return new Outcome(process.exitValue(), printed);
    } catch (IOException e) {
      throw new LocalFailure("cannot run " + commands + ": " + e, e);
    }
  }

  /** Ends what runs, with all that it started. */
  void end() {
    Process process = running;
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * Runs commands, and returns what they print.
   *
   * @throws LocalFailure with what they printed, when one fails
   */
  String run(String commands) throws InterruptedException {
    Outcome outcome = attempt(commands);
    if (outcome.status() != 0) {
      throw new LocalFailure("status " + outcome.status() + ": " + commands + outcome.output());
    }
    return outcome.output();
  }
}
