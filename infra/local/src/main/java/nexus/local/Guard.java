package nexus.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends the processes of a run whose launcher has died, of {@code SIGKILL} for one, which no
 * shutdown hook hears of. A small shell beside them holds the other end of a pipe, which the system
 * closes when this process is gone; {@code guard.sh} says the rest.
 */
final class Guard implements AutoCloseable {

  private static final long ENDS_WITHIN_SECONDS = 5;

  private final Process shell;
  private final Writer to;

  private Guard(Process shell) {
    this.shell = shell;
    this.to = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  /**
   * @throws LocalFailure when it cannot be started
   */
  static Guard start() {
    try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return new Guard(
          new ProcessBuilder(ManagedProcess.inOwnSession(List.of("sh", "-c", text, "guard")))
              .redirectOutput(Redirect.to(new File("/dev/null")))
              .redirectError(Redirect.to(new File("/dev/null")))
              .start());
    } catch (IOException failure) {
      throw new LocalFailure("cannot start a shell: " + failure.getMessage(), failure);
    }
  }

  /** A process that is to end with this one. */
  synchronized void watch(ManagedProcess process) {
    tell("+ " + process.pid());
  }

  /** It has ended: its number may be another's soon. */
  synchronized void forget(ManagedProcess process) {
    if (shell.isAlive()) {
      tell("- " + process.pid());
    }
  }

  private void tell(String line) {
    try {
      to.write(line + "\n");
      to.flush();
    } catch (IOException gone) {
      throw new LocalFailure("the shell that ends what is left over is gone", gone);
    }
  }

  /** Ends it; what it still watches ends as well. */
  @Override
  public synchronized void close() {
    try {
      to.close();
      if (!shell.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (IOException gone) {
      shell.destroyForcibly();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
