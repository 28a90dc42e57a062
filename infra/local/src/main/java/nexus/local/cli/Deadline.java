package nexus.local.cli;

import java.time.Duration;

/** Ends what does not move: runs an action once, unless it is restarted or closed in time. */
final class Deadline implements AutoCloseable {

  private final long limitNanos;
  private final Runnable late;
  private final Thread thread = new Thread(this::watch, "deadline");
  private volatile long begun = System.nanoTime();
  private volatile boolean passed;

  Deadline(Duration limit, Runnable late) {
    this.limitNanos = limit.toNanos();
    this.late = late;
    thread.setDaemon(true);
    thread.start();
  }

  /** Something has moved: the time begins anew. */
  void restart() {
    begun = System.nanoTime();
  }

  /** Whether the action was run. */
  boolean hasPassed() {
    return passed;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      for (long left = left(); left > 0; left = left()) {
        Thread.sleep(left / 1_000_000 + 1);
      }
      passed = true;
      late.run();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private long left() {
    return limitNanos - (System.nanoTime() - begun);
  }
}
