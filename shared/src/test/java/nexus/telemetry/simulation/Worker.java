package nexus.telemetry.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that runs by itself: a client, a drainer, a reader. Of all of them one runs at a time.
 */
final class Worker {

  private final String name;
  private final Runnable body;
  private final Carrier carrier;
  private volatile boolean mayRun;
  private boolean begun;
  private boolean ended;
  private boolean doomed;
  private CompletableFuture<?> awaited;
  private long asleepUntilMs = Long.MIN_VALUE;

  Worker(String name, Carrier carrier, Runnable body) {
    this.name = name;
    this.carrier = carrier;
    this.body = body;
  }

  String name() {
    return name;
  }

  Carrier carrier() {
    return carrier;
  }

  boolean ended() {
    return ended;
  }

  /** Whether the process that it runs is to die at its next call. */
  boolean doomed() {
    return doomed;
  }

  void doom(boolean dies) {
    doomed = dies;
  }

  void await(CompletableFuture<?> call) {
    awaited = call;
  }

  void sleepUntil(long timeMs) {
    asleepUntilMs = timeMs;
  }

  long asleepUntilMs() {
    return asleepUntilMs;
  }

  /** Whether it waits for nothing but time. */
  boolean isReady() {
    return !ended && (awaited == null || awaited.isDone() || doomed);
  }

  boolean canGoOn(long nowMs) {
    return isReady() && asleepUntilMs <= nowMs;
  }

  /** Has it go on, in its own thread. */
  void resume(Schedule schedule) {
    if (begun) {
      mayRun = true;
      LockSupport.unpark(carrier);
    } else {
      begun = true;
      carrier.carry(
          () -> {
            body.run();
            ended = true;
            schedule.ended();
          });
    }
  }

  /** Waits, in its own thread, until it may go on. */
  void pause() {
    while (!mayRun) {
      LockSupport.park(this);
    }
    mayRun = false;
  }
}
