package nexus.functions.drain;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import nexus.functions.meters.DrainVitals;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.work.Supervisor;
import org.jboss.logging.Logger;

/**
 * One thread that drains at every interval, and whenever it is woken. Wakes that come while it
 * drains become one more drain: a message put after a drain listed its partition is seen by the
 * next.
 *
 * <p>A drain that fails is followed by the next. One that fails of an error of the virtual machine
 * is followed by one after a pause, as {@link Supervisor} says.
 */
final class DrainLoop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DrainLoop.class);

  private final Work work;
  private final long intervalNanos;
  private final long patienceMs;
  private final Supervisor supervisor;
  private final DrainVitals vitals;
  private final Thread thread = new Thread(this::run, "drain");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private long nextInterval;
  private boolean wanted;
  private boolean stopped;
  private boolean failing;

  /** What the loop does. */
  interface Work {

    /** Drains once. */
    DrainResult drain();

    /** Makes the next drain find all that waits, whatever is known of it. */
    void distrust();
  }

  /**
   * @param interval how often it drains at least, and then distrusts what is known
   * @param patienceMs how long a stop waits for a running drain before it interrupts it
   */
  DrainLoop(
      Work work, Duration interval, long patienceMs, Supervisor supervisor, DrainVitals vitals) {
    this.work = work;
    this.intervalNanos = interval.toNanos();
    this.patienceMs = patienceMs;
    this.supervisor = supervisor;
    this.vitals = vitals;
    vitals.begin(interval);
  }

  void start() {
    nextInterval = System.nanoTime() + intervalNanos;
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
      supervisor.keep("drain", this::drainUntilStopped);
    } catch (InterruptedException e) {
      LOG.debug("the drain was interrupted");
    } finally {
      vitals.end();
    }
  }

  private void drainUntilStopped() throws InterruptedException {
    while (awaitWake()) {
      if (drainOnce()) {
        wake();
      }
    }
  }

  /** Waits for a wake, or the next interval, and takes it; false once stopped. */
  private boolean awaitWake() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!wanted && !stopped && leftNanos() > 0) {
        long unused = woken.awaitNanos(leftNanos());
      }
      wanted = false;
      if (leftNanos() <= 0) {
        nextInterval = System.nanoTime() + intervalNanos;
        work.distrust();
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private long leftNanos() {
    return nextInterval - System.nanoTime();
  }

  /**
   * Drains; true when work was left that can be gone on with at once. A failure ends nothing, an
   * error is the supervisor's: what was to be drained is wanted still.
   */
  private boolean drainOnce() {
    try {
      DrainResult result = work.drain();
      if (failing) {
        LOG.info("the drain works again");
      }
      failing = false;
      vitals.drained();
      return result.partitions().stream()
          .anyMatch(partition -> partition.outcome() == Outcome.STOPPED_EARLY);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof Error ofWorker) {
        wake();
        throw ofWorker;
      }
      logOnce(e);
      return false;
    } catch (Error e) {
      wake();
      throw e;
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
