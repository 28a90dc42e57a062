package nexus.telemetry.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import nexus.telemetry.work.MemoryBudget.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MemoryBudgetTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void whatIsGivenBackIsThereForOthers() {
    MemoryBudget budget = new MemoryBudget(100, 0, Duration.ZERO);
    try (Share one = budget.open(60)) {
      assertThatThrownBy(() -> budget.open(60))
          .isInstanceOfSatisfying(
              OutOfRoomException.class, e -> assertThat(e.isPassing()).isTrue());
      one.shrink(20);
      try (Share other = budget.open(60)) {
        assertThat(budget.takenBytes()).isEqualTo(100);
        assertThat(other.isOver()).isFalse();
      }
    }
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void oneAtATimeGoesOnWhereNothingIsLeft() {
    MemoryBudget budget = new MemoryBudget(100, 50, Duration.ZERO);
    Share one = budget.open(50);
    Share other = budget.open(50);
    one.grow(40);
    assertThat(one.isOver()).isTrue();
    assertThatThrownBy(() -> other.grow(1)).isInstanceOf(OutOfRoomException.class);
    one.grow(10);

    one.shrink(50);
    assertThat(one.isOver()).isFalse();
    other.grow(50);
    assertThat(other.isOver()).isTrue();
    one.close();
    other.close();
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void theReserveIsFreeAsSoonAsOthersGiveBack() {
    MemoryBudget budget = new MemoryBudget(100, 50, Duration.ZERO);
    Share one = budget.open(50);
    Share other = budget.open(50);
    one.grow(40);
    other.shrink(40);

    assertThat(one.isOver()).isFalse();
    assertThat(budget.takenBytes()).isEqualTo(100);
    other.grow(50);
    assertThat(other.isOver()).isTrue();
  }

  @Test
  void whatCanNeverFitIsRefusedForGood() {
    MemoryBudget budget = new MemoryBudget(100, 50, LONG);
    Share alone = budget.open(100);
    alone.grow(50);

    assertThatThrownBy(() -> alone.grow(1))
        .isInstanceOfSatisfying(OutOfRoomException.class, e -> assertThat(e.isPassing()).isFalse());
  }

  @Test
  void whatOnlySavesTimeTakesHalfAtMost() {
    MemoryBudget budget = new MemoryBudget(100, 50, Duration.ZERO);
    Share one = budget.open(30);

    assertThat(one.tryGrow(20)).isTrue();
    assertThat(one.tryGrow(1)).isFalse();
    assertThat(budget.isTight()).isFalse();
    one.grow(30);
    assertThat(budget.isTight()).isTrue();
  }

  @Test
  void moreIsNeverGivenBackThanWasTaken() {
    MemoryBudget budget = new MemoryBudget(100, 50, Duration.ZERO);
    Share one = budget.open(10);
    one.shrink(1_000);
    one.close();

    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void whoWaitsIsInterrupted() throws Exception {
    MemoryBudget budget = new MemoryBudget(10, 0, LONG);
    Share all = budget.open(10);
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread waits =
        new Thread(
            () -> {
              try {
                budget.open(1).close();
              } catch (OutOfRoomException e) {
                end.complete(e);
              }
            });
    waits.start();
    waits.interrupt();

    assertThat(end.get()).isInstanceOf(OutOfRoomException.class);
    all.close();
  }

  /** Each takes far more than its part in small steps, as uploads do, section by section. */
  @Test
  void manyThatNeedMoreThanThereIsAllComeToTheirEnd() throws Exception {
    MemoryBudget budget = new MemoryBudget(200, 120, LONG);
    AtomicLong inUse = new AtomicLong();
    AtomicLong most = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(24);
    List<Future<?>> works = new ArrayList<>();
    for (int work = 0; work < 24; work++) {
      works.add(threads.submit(() -> sections(budget, inUse, most)));
    }
    for (Future<?> work : works) {
      work.get();
    }
    threads.shutdown();

    assertThat(budget.takenBytes()).isZero();
    assertThat(most.get()).isLessThanOrEqualTo(320);
  }

  private static void sections(MemoryBudget budget, AtomicLong inUse, AtomicLong most) {
    try (Share share = budget.open(1)) {
      for (int section = 0; section < 20; section++) {
        for (int step = 0; step < 10; step++) {
          share.grow(10);
          most.accumulateAndGet(inUse.addAndGet(10), Math::max);
          Thread.onSpinWait();
        }
        inUse.addAndGet(-100);
        share.shrink(100);
      }
    }
  }
}
