package nexus.telemetry.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SupervisorTest {

  private final Queue<String> ends = new ConcurrentLinkedQueue<>();
  private final Supervisor supervisor = new Supervisor(ends::add, 1);
  private final SupervisedThread thread = new SupervisedThread("tasks", supervisor);

  @AfterEach
  void close() {
    thread.shutdownNow();
  }

  @Test
  void workThatFailsOfAnErrorBeginsAnew() throws InterruptedException {
    List<Throwable> problems =
        new ArrayList<>(
            List.of(
                new OutOfMemoryError("a test's"),
                new StackOverflowError("a test's"),
                new IllegalStateException("a test's"),
                new AssertionError("a test's")));

    supervisor.keep("work", () -> failOf(problems));

    assertThat(problems).isEmpty();
    assertThat(ends).isEmpty();
    assertThat(supervisor.failures().get("work")).hasValue(4);
  }

  private static void failOf(List<Throwable> problems) {
    if (problems.isEmpty()) {
      return;
    }
    Throwable next = problems.remove(0);
    if (next instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) next;
  }

  @Test
  void oneFailureTooManyInARowEndsTheProcessWithAReason() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();

    supervisor.keep(
        "work",
        () -> {
          if (runs.incrementAndGet() <= Supervisor.MOST_IN_A_ROW) {
            throw new OutOfMemoryError("a test's");
          }
        });

    assertThat(ends)
        .containsExactly(
            "work failed 8 times in a row, at last of java.lang.OutOfMemoryError: a test's");
  }

  @Test
  void whatNoRepeatCanMendEndsTheProcessAtOnce() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();

    supervisor.keep(
        "work",
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("a.test.s.own");
          }
        });

    assertThat(ends)
        .containsExactly("work cannot go on: java.lang.NoClassDefFoundError: a.test.s.own");
  }

  @Test
  void pausesDoubleUpToABound() {
    Supervisor slow = new Supervisor(ends::add);
    List<Long> pauses = new ArrayList<>();
    for (int inARow = 1; inARow < 8; inARow++) {
      pauses.add(slow.failed("work", new AssertionError("a test's"), inARow));
    }

    assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
  }

  @Test
  void aTaskThatFailsIsDoneAnewAndOthersAreNotHeldUp() throws InterruptedException {
    BlockingQueue<String> done = new ArrayBlockingQueue<>(10);
    AtomicInteger attempts = new AtomicInteger();
    thread.soon(
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new StackOverflowError("a test's");
          }
          done.add("third attempt");
        });

    assertThat(done.take()).isEqualTo("third attempt");
    thread.soon(() -> done.add("another"));
    assertThat(done.take()).isEqualTo("another");
    assertThat(ends).isEmpty();
  }

  @Test
  void whatIsDoneAgainAndAgainGoesOnAfterAnError() throws InterruptedException {
    BlockingQueue<Integer> done = new ArrayBlockingQueue<>(1_000);
    AtomicInteger turns = new AtomicInteger();
    thread.every(
        () -> {
          int turn = turns.incrementAndGet();
          if (turn % 2 == 1) {
            throw new OutOfMemoryError("a test's");
          }
          done.add(turn);
        },
        0,
        1);

    for (int turn = 2; turn <= 40; turn += 2) {
      assertThat(done.take()).isEqualTo(turn);
    }
    assertThat(ends).isEmpty();
  }

  @Test
  void onceShutDownItTakesNoTask() throws InterruptedException {
    thread.shutdown();
    thread.soon(() -> ends.add("soon"));
    thread.later(() -> ends.add("later"), 0);

    assertThat(thread.awaitEnd(10_000)).isTrue();
    assertThat(Optional.ofNullable(ends.peek())).isEmpty();
  }
}
