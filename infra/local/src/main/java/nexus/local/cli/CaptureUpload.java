package nexus.local.cli;

import java.time.Duration;
import java.util.function.LongConsumer;

/** One capture on its way to {@code POST /api/v1/csv/upload}, and the line that tells of it. */
final class CaptureUpload {

  private static final long EVERY_NANOS = 100_000_000;

  private final Server server;
  private final Console console;
  private final Retries retries;
  private final Source source;

  CaptureUpload(Server server, Console console, Retries retries, Source source) {
    this.server = server;
    this.console = console;
    this.retries = retries;
    this.source = source;
  }

  /**
   * Uploads, again and again where the server asks for it.
   *
   * @throws CommandFailure when it cannot be read, or the server does not take it
   */
  Server.Answer run(Target target) throws InterruptedException {
    while (true) {
      try {
        return server.upload(target, new CaptureBody(source, watcher()));
      } catch (Refused | BrokenConnection failure) {
        if (!source.isRepeatable()) {
          throw failure;
        }
        Duration wait = retries.after(failure);
        console.note("nexus: " + failure.getMessage() + "; again in " + wait.toSeconds() + " s");
        retries.await(wait);
      } finally {
        console.progress("");
      }
    }
  }

  private Watcher watcher() {
    return new Watcher(new UploadProgress(source.name(), source.size()));
  }

  /** Shows the progress now and then, and at the end. */
  private final class Watcher implements LongConsumer {

    private final UploadProgress progress;
    private long shown = System.nanoTime() - EVERY_NANOS;

    Watcher(UploadProgress progress) {
      this.progress = progress;
    }

    @Override
    public void accept(long sent) {
      if (System.nanoTime() - shown >= EVERY_NANOS || sent == source.size()) {
        shown = System.nanoTime();
        console.progress(progress.line(sent));
      }
    }
  }
}
