package nexus.functions.http;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for answers of any length, which wait for their readers, so that no others need to. */
@Singleton
final class LongAnswers {

  /** Long answers at a time; a further one is told to come again. */
  static final int MOST = 24;

  private final AtomicInteger number = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST,
          1,
          TimeUnit.MINUTES,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "answer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Has one sent.
   *
   * @throws StatusException 503 when too many are being sent
   */
  void send(Runnable answer) {
    try {
      threads.execute(answer);
    } catch (RejectedExecutionException e) {
      throw new StatusException(503, "too many long answers are being read at a time; try again");
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
