package nexus.bench.compare;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end. */
final class Commands {

  /** promtool reads a day of 14.4 million samples once for every block it makes. */
  private static final long LIMIT_SECONDS = 900;

  private Commands() {}

  /**
   * Runs {@code command} and returns what it printed, errors included.
   *
   * @throws IOException with those lines when its status is not 0, or it was killed after 15
   *     minutes
   */
  static String run(List<String> command, Map<String, String> more)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().putAll(more);
    Process process = builder.start();
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "%s ended with status %d: %s"
              .formatted(String.join(" ", command), status, printed.strip()));
    }
    return printed.strip();
  }

  /** Bytes that a folder takes on disk: blocks, so that what a file only reserves counts too. */
  static long bytes(Path folder) throws IOException, InterruptedException {
    String printed = run(List.of("du", "-sk", folder.toString()), Map.of());
    return 1024 * Long.parseLong(printed.split("\\s", 2)[0]);
  }
}
