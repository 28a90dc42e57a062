package nexus.functions.wiring;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the process, with a reason, where it can no longer do its work: whoever watches over it
 * starts it again. A shutdown that does not come to an end is cut short.
 */
final class ProcessEnd {

  /** Status of a process that ended because it could not go on: EX_SOFTWARE of sysexits.h. */
  static final int CANNOT_GO_ON = 70;

  private static final long PATIENCE_MS = 20_000;
  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  /** Said where there is no memory to say more; made while there is some. */
  private static final byte[] LAST_WORDS =
      "the process ends, to be started again: there is no memory to say why\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final FileOutputStream ERRORS = new FileOutputStream(FileDescriptor.err);

  private ProcessEnd() {}

  /** Begins to end the process; returns at once. */
  static void of(String reason) {
    if (BEGUN.getAndSet(true)) {
      return;
    }
    try {
      say("the process ends, to be started again: " + reason);
      daemon(ProcessEnd::cutShort).start();
      daemon(() -> System.exit(CANNOT_GO_ON)).start();
    } catch (Error noThread) {
      Runtime.getRuntime().halt(CANNOT_GO_ON);
    }
  }

  private static void say(String words) {
    try {
      System.err.println(words);
    } catch (Error noMemory) {
      sayLittle();
      throw noMemory;
    }
  }

  private static void sayLittle() {
    try {
      ERRORS.write(LAST_WORDS);
    } catch (IOException | Error e) {
      return; // The status says it.
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "process-end");
    thread.setDaemon(true);
    return thread;
  }

  private static void cutShort() {
    try {
      Thread.sleep(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(CANNOT_GO_ON);
  }
}
