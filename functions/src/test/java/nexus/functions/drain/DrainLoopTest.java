package nexus.functions.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import nexus.functions.meters.DrainVitals;
import nexus.functions.testing.Await;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.work.Supervisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DrainLoopTest {

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger distrusted = new AtomicInteger();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();
  private final DrainVitals vitals = new DrainVitals();
  private DrainLoop loop;

  @AfterEach
  void close() {
    mayEnd.release(1000);
    loop.close();
  }

  /** A loop whose drains say when they begin, and end when they may. */
  private void start(IntFunction<DrainResult> result) {
    start(result, Duration.ofHours(1));
  }

  private void start(IntFunction<DrainResult> result, Duration interval) {
    DrainLoop.Work work =
        new DrainLoop.Work() {
          @Override
          public DrainResult drain() {
            begun.release();
            mayEnd.acquireUninterruptibly();
            return result.apply(ended.incrementAndGet());
          }

          @Override
          public void distrust() {
            distrusted.incrementAndGet();
          }
        };
    loop = new DrainLoop(work, interval, 5_000, new Supervisor(ends::add, 1), vitals);
    loop.start();
  }

  private static DrainResult result(Outcome outcome) {
    PartitionResult partition = new PartitionResult("c", "00", 1, 1, 0, outcome);
    return new DrainResult(null, 1, 1, 1, 0, 0, 0, 0, 0, List.of(partition), 1);
  }

  @Test
  void wakesWhileItDrainsBecomeOneMoreDrain() {
    start(number -> result(Outcome.DRAINED));
    loop.wake();
    begun.acquireUninterruptibly();
    for (int i = 0; i < 100; i++) {
      loop.wake();
    }
    mayEnd.release(2);
    begun.acquireUninterruptibly();
    mayEnd.release(100);
    loop.close();

    assertThat(ended).hasValue(2);
  }

  @Test
  void aFailureIsNotTheEnd() {
    start(
        number -> {
          if (number == 1) {
            throw new KvException(KvException.Kind.UNAVAILABLE, "away", null);
          }
          return result(Outcome.DRAINED);
        });
    mayEnd.release(2);
    loop.wake();
    begun.acquireUninterruptibly();
    loop.wake();
    begun.acquireUninterruptibly();
    loop.close();

    assertThat(ended).hasValue(2);
  }

  @Test
  void anErrorIsNotTheEndAndWhatWasWantedIsDrained() {
    start(
        number -> {
          if (number == 1) {
            throw new OutOfMemoryError("a test's");
          } else if (number == 2) {
            throw new StackOverflowError("a test's");
          }
          return result(Outcome.DRAINED);
        });
    mayEnd.release(3);
    loop.wake();
    begun.acquireUninterruptibly(3);
    loop.close();

    assertThat(ended).hasValue(3);
    assertThat(ends).isEmpty();
  }

  @Test
  void onlyErrorsInARowEndTheProcess() {
    start(
        number -> {
          throw new OutOfMemoryError("a test's");
        });
    mayEnd.release(1_000);
    loop.wake();
    Await.until("the end of the process is asked for", () -> !ends.isEmpty());

    assertThat(ends.peek()).startsWith("drain failed 8 times in a row");
  }

  @Test
  void itDrainsAtEveryIntervalAndThenTrustsNothing() {
    mayEnd.release(1_000);
    start(number -> result(Outcome.DRAINED), Duration.ofMillis(1));
    begun.acquireUninterruptibly(5);

    assertThat(distrusted.get()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void itsEndIsKnown() {
    start(number -> result(Outcome.DRAINED));
    assertThat(vitals.state().orElseThrow().running()).isTrue();
    loop.close();

    assertThat(vitals.state().orElseThrow().standsStill()).isTrue();
  }

  @Test
  void itGoesOnByItselfWhereADrainStoppedEarlyAndNowhereElse() {
    start(
        number ->
            result(
                switch (number) {
                  case 1 -> Outcome.STOPPED_EARLY;
                  case 2 -> Outcome.CLAIMED_ELSEWHERE;
                  default -> throw new AssertionError("a drain too many");
                }));
    mayEnd.release(10);
    loop.wake();
    begun.acquireUninterruptibly(2);
    loop.close();

    assertThat(ended).hasValue(2);
    assertThat(begun.availablePermits()).isZero();
  }

  @Test
  void closingLetsARunningDrainEnd() throws InterruptedException {
    start(number -> result(Outcome.STOPPED_EARLY));
    loop.wake();
    begun.acquireUninterruptibly();
    Thread closing = new Thread(loop::close);
    closing.start();
    Await.until("it waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
    mayEnd.release();
    closing.join();

    assertThat(ended).hasValue(1);
  }
}
