package nexus.local.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: asks for the end, and lets the process stay until the end was made. */
final class Stop implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch made = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "stop");

  Stop() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Lets time pass, as long as nobody asks; whether somebody did. */
  boolean await(Duration time) throws InterruptedException {
    return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Says that the end was made. */
  @Override
  public void close() {
    made.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // The hook runs, and ends now.
    }
  }

  private void interrupted() {
    asked.countDown();
    try {
      boolean ignored = made.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
