package nexus.functions.api.health;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import nexus.functions.http.StatusException;

/** Threads for health alone, so that it answers however busy all others are. */
@Singleton
final class HealthThreads {

  private static final int THREADS = 4;
  private static final int MOST_WAITING = 200;

  private final AtomicInteger number = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "health-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  HealthThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Has a task done.
   *
   * @throws StatusException 503 when too many wait already
   */
  void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw new StatusException(503, "too many ask how it is at a time; try again");
    }
  }

  /** Asks in one of these threads. */
  <T> CompletableFuture<T> ask(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(question, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
