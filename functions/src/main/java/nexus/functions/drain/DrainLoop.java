package nexus.functions.drain;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.kv.KvException;
import org.jboss.logging.Logger;

/**
 * One thread that drains whenever it is woken. Wakes that come while it drains become one more
 * drain: a message put after a drain listed its partition is seen by the next.
 */
final class DrainLoop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DrainLoop.class);

  private final Supplier<DrainResult> drain;
  private final long patienceMs;
  private final Thread thread = new Thread(this::run, "drain");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wanted;
  private boolean stopped;
  private boolean failing;

  /**
   * @param drain drains once
   * @param patienceMs how long a stop waits for a running drain before it interrupts it
   */
  DrainLoop(Supplier<DrainResult> drain, long patienceMs) {
    this.drain = drain;
    this.patienceMs = patienceMs;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for a drain; returns at once. */
  void wake() {
    lock.lock();
    try {
      wanted = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitWake()) {
        if (drainOnce()) {
          wake();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the drain was interrupted");
    }
  }

  /** Waits for a wake and takes it; false once stopped. */
  private boolean awaitWake() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!wanted && !stopped) {
        woken.await();
      }
      wanted = false;
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Drains; true when work was left that can be gone on with at once. A failure ends nothing. */
  private boolean drainOnce() {
    try {
      DrainResult result = drain.get();
      if (failing) {
        LOG.info("the drain works again");
      }
      failing = false;
      return result.partitions().stream()
          .anyMatch(partition -> partition.outcome() == DrainResult.Outcome.STOPPED_EARLY);
    } catch (RuntimeException e) {
      logOnce(e);
      return false;
    }
  }

  private void logOnce(RuntimeException problem) {
    if (!failing && !Thread.currentThread().isInterrupted()) {
      String what = "the drain fails, and is tried again at every interval";
      if (problem instanceof KvException etcd && etcd.retryable()) {
        LOG.warnf("%s: %s", what, etcd.getMessage());
      } else {
        LOG.error(what, problem);
      }
    }
    failing = true;
  }

  /** Ends the thread: after the running drain, or in the middle of it when that takes long. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(patienceMs);
      thread.interrupt();
      thread.join(patienceMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
