package nexus.telemetry.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import nexus.telemetry.kv.memory.FaultyKv.Crash;

/**
 * Who goes on, at every step. A step is one of these, chosen by the seed alone:
 *
 * <pre>
 * a worker goes on            until it waits for an answer of the store, or sleeps, or ends
 * the store does a call       one of those under way, whoever sent it first; or the call fails
 * a stray call arrives        one that its caller was told had failed
 * a watch tells               or ends, or tells once more what it told
 * something happens           what {@link Mishaps} has
 * </pre>
 *
 * <p>The thread that waits makes the next steps itself, until it is some worker's turn. So a step
 * of the store costs no change of threads.
 */
final class Schedule {

  private static final int MOST_STEPS = 30_000;
  private static final int LONGEST_STEP_MS = 20;
  private static final int LONGEST_NAP_MS = 50;

  private final SplittableRandom random;
  private final SimulatedTime time;
  private final SimulatedStore store;
  private final Trace trace;
  private final Traffic traffic;
  private final Mishaps mishaps;
  private Faults faults = Faults.NONE;
  private List<Worker> workers = List.of();
  private Worker current;
  private Thread waiting;
  private volatile boolean over;
  private boolean aborted;

  Schedule(
      SplittableRandom random,
      SimulatedTime time,
      SimulatedStore store,
      Trace trace,
      Mishaps mishaps) {
    this.random = random;
    this.time = time;
    this.store = store;
    this.trace = trace;
    this.traffic = new Traffic(random, trace);
    this.mishaps = mishaps;
  }

  /** What may go wrong from now on. */
  void disturb(Faults how) {
    faults = how;
  }

  Faults faults() {
    return faults;
  }

  /** Runs workers until all have ended. */
  void run(List<Worker> these) {
    workers = these;
    over = false;
    waiting = Thread.currentThread();
    handOver();
    while (!over) {
      LockSupport.park(this);
    }
  }

  /** The store does all that is still under way, or it never arrives. */
  void settle() {
    traffic.settle();
  }

  void add(Request<?> request) {
    traffic.add(request);
  }

  void add(SimulatedWatch watch) {
    traffic.add(watch);
  }

  /** The worker that runs. */
  Worker current() {
    return current;
  }

  /** Lets others go on until the call is answered. */
  void await(CompletableFuture<?> call) {
    checkAlive();
    if (!call.isDone()) {
      Worker me = current;
      me.await(call);
      goOn(me);
      me.await(null);
      checkAlive();
    }
  }

  /** Lets others go on for a while. */
  void sleep(long durationMs) {
    checkAlive();
    Worker me = current;
    me.sleepUntil(time.nowMs() + durationMs);
    goOn(me);
    checkAlive();
  }

  /** Lets others go on for a little while. */
  void sleep() {
    sleep(1 + random.nextInt(LONGEST_NAP_MS));
  }

  /** Begins a process in place of one that died. */
  void revive() {
    if (!aborted) {
      current.doom(false);
    }
  }

  /** Whether the run was given up. */
  boolean aborted() {
    return aborted;
  }

  /** Called by a worker that has ended. */
  void ended() {
    handOver();
  }

  private void checkAlive() {
    if (current.doomed()) {
      throw new Crash("of " + current.name());
    }
  }

  private void goOn(Worker me) {
    Worker next = next();
    if (!next.equals(me)) {
      current = next;
      next.resume(this);
      me.pause();
    }
  }

  private void handOver() {
    current = next();
    if (current != null) {
      current.resume(this);
    } else {
      over = true;
      LockSupport.unpark(waiting);
    }
  }

  /** Makes steps until it is a worker's turn; null when all have ended. */
  private Worker next() {
    while (true) {
      try {
        if (trace.next() > MOST_STEPS && !aborted) {
          abort("it does not end");
        }
        Worker chosen = step();
        if (chosen != null || workers.stream().allMatch(Worker::ended)) {
          return chosen;
        }
      } catch (RuntimeException | AssertionError e) {
        abort("a step failed: " + e);
      }
    }
  }

  /** One step; the worker whose turn it is, if it is a worker's. */
  private Worker step() {
    time.pass(random.nextInt(LONGEST_STEP_MS));
    if (!faults.equals(Faults.NONE) && !aborted && mishaps.happen(faults, workers)) {
      return null;
    }
    int ready = 0;
    for (Worker worker : workers) {
      ready += worker.canGoOn(time.nowMs()) ? 1 : 0;
    }
    int choices = ready + traffic.choices();
    if (choices == 0) {
      waitForTime();
      return null;
    }
    int choice = random.nextInt(choices);
    if (choice < ready) {
      return worker(choice);
    }
    traffic.choose(choice - ready, faults);
    return null;
  }

  private Worker worker(int place) {
    int left = place;
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      if (worker.canGoOn(time.nowMs()) && left-- == 0) {
        trace.chosen(1, i);
        return worker;
      }
    }
    throw new IllegalStateException("no worker is ready");
  }

  /** Nobody can go on but those that sleep. */
  private void waitForTime() {
    long earliest = Long.MAX_VALUE;
    boolean all = true;
    for (Worker worker : workers) {
      all &= worker.ended();
      if (worker.isReady()) {
        earliest = Math.min(earliest, worker.asleepUntilMs());
      }
    }
    if (earliest < Long.MAX_VALUE) {
      time.pass(earliest - time.nowMs());
    } else if (!all) {
      abort("nobody can go on");
    }
  }

  private void abort(String why) {
    store.problem("given up: " + why);
    aborted = true;
    for (Worker worker : workers) {
      worker.doom(true);
      worker.sleepUntil(Long.MIN_VALUE);
    }
  }
}
