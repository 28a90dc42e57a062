package nexus.telemetry.work;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps work going that is to last as long as the process. What ends it, be it an error of the
 * virtual machine, is logged, and it begins anew after a pause that doubles up to {@value
 * #LONGEST_PAUSE_MS} ms. The process ends, with a reason, after {@value #MOST_IN_A_ROW} failures
 * one after the other, and at once after one that no repeat can mend: a class that cannot be
 * loaded.
 *
 * <p>Thread-safe.
 */
public final class Supervisor {

  /** Failures one after the other that are survived. */
  public static final int MOST_IN_A_ROW = 8;

  /** Work that went on for so long before it failed has recovered from the failure before. */
  static final long RECOVERED_MS = 60_000;

  private static final Logger LOG = Logger.getLogger(Supervisor.class);
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 30_000;

  private final Consumer<String> endProcess;
  private final long firstPauseMs;
  private final Map<String, AtomicLong> failures = new ConcurrentSkipListMap<>();

  /**
   * @param endProcess ends the process for a reason, and may return before it has ended
   */
  public Supervisor(Consumer<String> endProcess) {
    this(endProcess, FIRST_PAUSE_MS);
  }

  /** The same, with another first pause, milliseconds. */
  public Supervisor(Consumer<String> endProcess, long firstPauseMs) {
    this.endProcess = endProcess;
    this.firstPauseMs = firstPauseMs;
  }

  /** Work that lasts. */
  public interface Work {
    /** Returns when it is no longer wanted. */
    void run() throws InterruptedException;
  }

  /**
   * Does {@code work} until it returns, anew after every failure.
   *
   * @param name for the log
   */
  public void keep(String name, Work work) throws InterruptedException {
    int inARow = 0;
    while (true) {
      long begun = System.nanoTime();
      try {
        work.run();
        return;
      } catch (RuntimeException | Error e) {
        long lastedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        inARow = lastedMs >= RECOVERED_MS ? 1 : inARow + 1;
        TimeUnit.MILLISECONDS.sleep(failed(name, e, inARow));
      }
    }
  }

  /**
   * Notes a failure, and ends the process where it is one too many.
   *
   * @param inARow failures one after the other, this one included
   * @return after how many milliseconds to begin anew
   */
  long failed(String name, Throwable problem, int inARow) {
    failures.computeIfAbsent(name, first -> new AtomicLong()).incrementAndGet();
    log(name, problem);
    if (inARow >= MOST_IN_A_ROW) {
      endProcess.accept(name + " failed " + inARow + " times in a row, at last of " + problem);
    } else if (problem instanceof LinkageError) {
      endProcess.accept(name + " cannot go on: " + problem);
    }
    return Math.min(firstPauseMs << Math.min(inARow - 1, 16), LONGEST_PAUSE_MS);
  }

  /** Where there is no memory to tell of the lack of it, nothing is told. */
  private static void log(String name, Throwable problem) {
    try {
      LOG.errorf(problem, "%s failed, and begins anew", name);
    } catch (OutOfMemoryError e) {
      // Told by the counters, and by the next one for which there is memory.
    }
  }

  /** How often what failed, by name; what never failed is not there. */
  public Map<String, AtomicLong> failures() {
    return failures;
  }
}
