package nexus.telemetry.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import nexus.telemetry.kv.KvException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerPoolTest {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private WorkerPool pool;

  @AfterEach
  void close() {
    go.countDown();
    pool.close();
  }

  /** Keeps a thread at work until {@link #go}. */
  private Thread atWork() throws InterruptedException {
    begun.countDown();
    go.await();
    return Thread.currentThread();
  }

  @Test
  void workOfAFullPoolWaitsInLine() throws InterruptedException {
    pool = WorkerPool.inLine("drain", "the drainer", 1);
    Future<Thread> first = pool.submit(this::atWork);
    begun.await();
    Future<Thread> second = pool.submit(Thread::currentThread);
    assertThat(second.isDone()).isFalse();

    go.countDown();

    assertThat(pool.await(second)).isSameAs(pool.await(first));
    assertThat(pool.await(first).getName()).isEqualTo("drain-1");
    assertThat(pool.await(first).isDaemon()).isTrue();
  }

  @Test
  void aCallerHelpsAFullPool() throws InterruptedException {
    pool = WorkerPool.helpedByCallers("ingest", "the ingest", 1);
    Future<Thread> first = pool.submit(this::atWork);
    begun.await();
    Future<Thread> waits = pool.submit(Thread::currentThread);

    assertThat(pool.await(pool.submit(Thread::currentThread))).isSameAs(Thread.currentThread());

    assertThat(waits.isDone()).isFalse();
    go.countDown();
    assertThat(pool.await(waits)).isSameAs(pool.await(first));
  }

  @Test
  void withoutThreadsTheCallerDoesEverything() {
    pool = WorkerPool.inLine("drain", "the drainer", 0);

    Future<Thread> done = pool.submit(Thread::currentThread);

    assertThat(done.isDone()).isTrue();
    assertThat(pool.await(done)).isSameAs(Thread.currentThread());
    pool.close();
    assertThatThrownBy(() -> pool.submit(Thread::currentThread))
        .isInstanceOf(KvException.class)
        .hasMessage("the drainer is closed");
  }

  @Test
  void piecesComeBackInTheirOrder() {
    pool = WorkerPool.inLine("drain", "the drainer", 2);
    try (WorkerPool.Pieces<Integer> pieces = pool.pieces()) {
      for (int i = 0; i < 10; i++) {
        int number = i;
        pieces.submit(() -> number);
      }
      assertThat(pieces.await()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @Test
  void whatAPieceThrewIsThrownAndTheOthersAreNotBegun() throws InterruptedException {
    pool = WorkerPool.inLine("drain", "the drainer", 1);
    CountDownLatch ran = new CountDownLatch(1);
    Future<Thread> keepsTheThread = null;
    try (WorkerPool.Pieces<Object> pieces = pool.pieces()) {
      pieces.submit(
          () -> {
            throw new IllegalArgumentException("no");
          });
      keepsTheThread = pool.submit(this::atWork);
      begun.await();
      pieces.submit(
          () -> {
            ran.countDown();
            return null;
          });
      assertThatThrownBy(pieces::await)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no");
    }
    go.countDown();
    pool.await(keepsTheThread);
    pool.await(pool.submit(() -> null));
    assertThat(ran.getCount()).isEqualTo(1);
  }

  @Test
  void whoWaitsForAClosedPoolIsToldSo() throws InterruptedException {
    pool = WorkerPool.inLine("drain", "the drainer", 1);
    Future<Thread> running = pool.submit(this::atWork);
    begun.await();
    Future<Thread> waits = pool.submit(Thread::currentThread);

    pool.close();

    assertThatThrownBy(() -> pool.await(running))
        .hasRootCauseInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> pool.await(waits)).satisfies(WorkerPoolTest::isClosed);
    assertThatThrownBy(() -> pool.submit(() -> null)).satisfies(WorkerPoolTest::isClosed);
  }

  @Test
  void nobodyHelpsAClosedPool() {
    pool = WorkerPool.helpedByCallers("ingest", "the drainer", 1);
    pool.close();

    assertThatThrownBy(() -> pool.submit(() -> null)).satisfies(WorkerPoolTest::isClosed);
  }

  private static void isClosed(Throwable problem) {
    assertThat(problem)
        .isInstanceOfSatisfying(
            KvException.class, e -> assertThat(e.kind()).isEqualTo(KvException.Kind.UNAVAILABLE))
        .hasMessageContaining("the drainer is closed");
  }

  @Test
  void anInterruptedCallerIsToldSo() {
    pool = WorkerPool.inLine("drain", "the drainer", 1);
    Future<Thread> running = pool.submit(this::atWork);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> pool.await(running)).hasMessageContaining("interrupted while drain");
    assertThat(Thread.interrupted()).isTrue();
  }
}
