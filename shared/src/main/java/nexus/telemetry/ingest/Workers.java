package nexus.telemetry.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.kv.KvException;

/**
 * Threads of the ingest. Where they all have work, and one piece waits, who comes with more does it
 * himself: so what is in hand is bounded, and nobody waits for somebody else's etcd.
 */
final class Workers implements AutoCloseable {

  private final ThreadPoolExecutor threads;

  Workers(int count) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            task -> {
              Thread thread = new Thread(task, "ingest-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            Workers::runHere);
  }

  private static void runHere(Runnable task, ThreadPoolExecutor threads) {
    if (threads.isShutdown()) {
      throw closed(null);
    }
    task.run();
  }

  /**
   * @throws KvException {@code UNAVAILABLE} when this is closed
   */
  <T> Future<T> submit(Callable<T> task) {
    return threads.submit(task);
  }

  /**
   * What the tasks returned, in their order.
   *
   * @throws RuntimeException what the first task that failed threw
   */
  static <T> List<T> await(List<Future<T>> tasks) {
    List<T> results = new ArrayList<>();
    for (Future<T> task : tasks) {
      results.add(await(task));
    }
    return results;
  }

  private static <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while ingesting", e);
    } catch (CancellationException e) {
      throw closed(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static KvException closed(Exception cause) {
    return new KvException(KvException.Kind.UNAVAILABLE, "the ingest is closed", cause);
  }

  /** Stops the threads, and cancels what they had not begun, or its callers would wait on. */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
  }
}
