package nexus.telemetry.work;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread that does tasks, now or later, one at a time, for as long as it is wanted. A
 * task that fails is logged and done anew, as {@link Supervisor} says.
 */
public final class SupervisedThread {

  private final String name;
  private final Supervisor supervisor;
  private final ScheduledThreadPoolExecutor thread;

  /** Its thread is made with its first task. */
  public SupervisedThread(String name, Supervisor supervisor) {
    this.name = name;
    this.supervisor = supervisor;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Does a task as soon as it can; nothing once this is shut down. */
  public void soon(Runnable task) {
    thread.execute(() -> run(task, 1));
  }

  /** Does a task after a pause; nothing once this is shut down. */
  public void later(Runnable task, long pauseMs) {
    later(task, 1, pauseMs);
  }

  private void later(Runnable task, int attempt, long pauseMs) {
    ScheduledFuture<?> unused =
        thread.schedule(() -> run(task, attempt), pauseMs, TimeUnit.MILLISECONDS);
  }

  private void run(Runnable task, int attempt) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      later(task, attempt + 1, supervisor.failed(name, e, attempt));
    }
  }

  /** Does a task again and again; one that fails is done anew at its next time. */
  public void every(Runnable task, long firstMs, long periodMs) {
    int[] inARow = {0};
    ScheduledFuture<?> unused =
        thread.scheduleAtFixedRate(
            () -> {
              try {
                task.run();
                inARow[0] = 0;
              } catch (RuntimeException | Error e) {
                supervisor.failed(name, e, ++inARow[0]);
              }
            },
            firstMs,
            periodMs,
            TimeUnit.MILLISECONDS);
  }

  /** Takes no more tasks, and ends when the one at work has. */
  public void shutdown() {
    thread.shutdown();
  }

  /** The same, and interrupts the task at work. */
  public void shutdownNow() {
    thread.shutdownNow();
  }

  /** Waits until it has ended; false when that takes longer. */
  public boolean awaitEnd(long mostMs) throws InterruptedException {
    return thread.awaitTermination(mostMs, TimeUnit.MILLISECONDS);
  }
}
