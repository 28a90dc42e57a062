package nexus.functions.wiring;

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

  private ProcessEnd() {}

  /** Begins to end the process; returns at once. */
  static void of(String reason) {
    if (BEGUN.getAndSet(true)) {
      return;
    }
    try {
      System.err.println("the process ends, to be started again: " + reason);
      daemon(ProcessEnd::cutShort).start();
      daemon(() -> System.exit(CANNOT_GO_ON)).start();
    } catch (Error noThread) {
      Runtime.getRuntime().halt(CANNOT_GO_ON);
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
