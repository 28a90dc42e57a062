package nexus.functions.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import nexus.functions.testing.Await;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.kv.KvException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DrainLoopTest {

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final AtomicInteger ended = new AtomicInteger();
  private DrainLoop loop;

  @AfterEach
  void close() {
    mayEnd.release(1000);
    loop.close();
  }

  /** A loop whose drains say when they begin, and end when they may. */
  private void start(IntFunction<DrainResult> result) {
    loop =
        new DrainLoop(
            () -> {
              begun.release();
              mayEnd.acquireUninterruptibly();
              return result.apply(ended.incrementAndGet());
            },
            5_000);
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
