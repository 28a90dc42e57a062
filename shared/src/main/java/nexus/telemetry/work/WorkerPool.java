package nexus.telemetry.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.kv.KvException;

/**
 * Named daemon threads in a fixed number, for work that its caller waits for.
 *
 * <p>There are two ways to deal with more work than threads. With {@link #inLine} it waits for its
 * turn. With {@link #helpedByCallers} the caller does it himself: then what is in hand is bounded,
 * and work may hand out work without a deadlock. Of either there may be no threads at all: then the
 * caller does everything, one piece after the other, before {@link #submit} returns.
 */
public final class WorkerPool implements AutoCloseable {

  private final ThreadPoolExecutor threads;
  private final boolean byCallers;
  private final String owner;
  private final String work;

  private WorkerPool(
      String work,
      String owner,
      int count,
      BlockingQueue<Runnable> waiting,
      RejectedExecutionHandler overload) {
    this.owner = owner;
    this.work = work;
    AtomicInteger number = new AtomicInteger();
    this.byCallers = count == 0;
    this.threads =
        new ThreadPoolExecutor(
            Math.max(1, count),
            Math.max(1, count),
            0,
            TimeUnit.SECONDS,
            waiting,
            task -> {
              Thread thread = new Thread(task, work + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            overload);
  }

  /**
   * Threads for which work waits in line. It must not wait for other work of the same pool.
   *
   * @param work what they do, a verb; their names begin with it
   * @param owner whose they are, for messages
   */
  public static WorkerPool inLine(String work, String owner, int count) {
    return new WorkerPool(
        work, owner, count, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
  }

  /**
   * Threads that a caller helps: where they all have work, and one piece waits, who comes with more
   * does it himself, before {@link #submit} returns.
   *
   * @param work what they do, a verb; their names begin with it
   * @param owner whose they are, for messages
   */
  public static WorkerPool helpedByCallers(String work, String owner, int count) {
    return new WorkerPool(
        work, owner, count, new ArrayBlockingQueue<>(1), WorkerPool::runUnlessClosed);
  }

  private static void runUnlessClosed(Runnable task, ThreadPoolExecutor threads) {
    if (threads.isShutdown()) {
      throw new RejectedExecutionException();
    }
    task.run();
  }

  /**
   * Has a task done.
   *
   * @throws KvException {@code UNAVAILABLE} when this is closed
   */
  public <T> Future<T> submit(Callable<T> task) {
    try {
      return byCallers ? done(task) : threads.submit(task);
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  private <T> Future<T> done(Callable<T> task) {
    FutureTask<T> done = new FutureTask<>(task);
    runUnlessClosed(done, threads);
    return done;
  }

  /**
   * What a task returned.
   *
   * @throws KvException {@code UNAVAILABLE} when this is closed, {@code TIMEOUT} when the caller is
   *     interrupted
   * @throws RuntimeException what the task threw; around an error an {@link IllegalStateException}
   */
  public <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while " + work + "ing", e);
    } catch (CancellationException e) {
      throw closed(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Pieces of one work. */
  public <T> Pieces<T> pieces() {
    return new Pieces<>();
  }

  /**
   * Pieces of one work, done side by side, which the caller waits for. Whatever ends the caller's
   * part, those that were not begun are cancelled on {@link #close}; those that were go on.
   */
  public final class Pieces<T> implements AutoCloseable {

    private final List<Future<T>> running = new ArrayList<>();

    private Pieces() {}

    /**
     * Has one more piece done.
     *
     * @throws KvException {@code UNAVAILABLE} when the pool is closed
     */
    public void submit(Callable<T> piece) {
      running.add(WorkerPool.this.submit(piece));
    }

    /** Pieces so far. */
    public int size() {
      return running.size();
    }

    /**
     * What the pieces returned, in their order.
     *
     * @throws KvException as {@link WorkerPool#await} does
     * @throws RuntimeException what the first piece that failed threw
     */
    public List<T> await() {
      List<T> results = new ArrayList<>(running.size());
      for (Future<T> piece : running) {
        results.add(WorkerPool.this.await(piece));
      }
      return results;
    }

    @Override
    public void close() {
      running.forEach(piece -> piece.cancel(false));
    }
  }

  private KvException closed(RuntimeException cause) {
    return new KvException(KvException.Kind.UNAVAILABLE, owner + " is closed", cause);
  }

  /**
   * Interrupts what runs on the threads, and cancels what they had not begun, or its callers would
   * wait for ever.
   */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
  }
}
