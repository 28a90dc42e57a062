package nexus.functions.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another process or thread will make true. */
public final class Await {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_MS = 20;

  private Await() {}

  /**
   * Returns once {@code condition} holds.
   *
   * @throws AssertionError when it has not become true in time
   */
  public static void until(String what, BooleanSupplier condition) {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in time: " + what);
      }
      try {
        never.await(PAUSE_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }
}
