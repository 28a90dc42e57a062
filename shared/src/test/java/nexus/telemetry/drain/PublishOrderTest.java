package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** Of two values for one time the later published stays, and large backlogs are no failure. */
final class PublishOrderTest extends DrainFixture {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }

  /** Noise that no codec shrinks: {@code metrics} of them, {@code count} samples each. */
  private static GpuSamples noise(int seed, String prefix, int metrics, int count, long stepMs) {
    Random random = new Random(seed);
    long[] times = new long[count];
    Arrays.setAll(times, i -> T0 + i * stepMs);
    List<MetricColumn> columns = new ArrayList<>();
    for (int metric = 0; metric < metrics; metric++) {
      double[] values = random.doubles(count).toArray();
      columns.add(new MetricColumn(prefix + metric, times, values));
    }
    return new GpuSamples(gpu(1, 0), GpuFacts.UNKNOWN, columns);
  }

  /** A day of blocks so large that what touches all of them takes several commits. */
  private List<GpuSamples> dayOfLargeBlocks(Kv kv) {
    List<GpuSamples> published = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      GpuSamples samples = noise(i, "M" + i, 2, 24 * 720, 5_000);
      publish(kv, samples);
      published.add(samples);
    }
    drain(kv);
    assertThat(count(kv, "/telemetry/queue/")).isZero();
    return published;
  }

  private static GpuSamples hourly(double value) {
    long[] times = new long[24];
    double[] values = new double[24];
    Arrays.setAll(times, i -> T0 + i * HOUR);
    Arrays.fill(values, value);
    return Samples.of(gpu(1, 0), Samples.UTIL, times, values);
  }

  /** Stored in part, its rest waits; meanwhile the correction published after it waits too. */
  @Test
  void drainThatDiesBetweenThePartsOfAMessageDoesNotPutItsRestAfterLaterOnes() {
    InMemoryKv kv = new InMemoryKv(clock);
    List<GpuSamples> published = dayOfLargeBlocks(kv);
    published.add(hourly(1));
    published.add(hourly(2));
    publish(kv, hourly(1));
    publish(kv, hourly(2));
    dieBetweenTheTwoPartsOfTheFirstMessage(kv);
    assertThat(count(kv, "/telemetry/queue/")).isEqualTo(2);
    clock.advance(Duration.ofMinutes(5));

    drain(kv);

    assertThat(count(kv, "/telemetry/queue/")).isZero();
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    long samples = published.stream().mapToLong(GpuSamples::size).sum();
    assertThat(counters(kv).added() + counters(kv).overwritten() + counters(kv).unchanged())
        .isEqualTo(samples);
  }

  private void dieBetweenTheTwoPartsOfTheFirstMessage(Kv kv) {
    FaultyKv dies = new FaultyKv(kv);
    int[] commits = {0};
    dies.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && isCommit((Txn) step.request())
              && ++commits[0] == 2) {
            throw new FaultyKv.Crash("before the second part");
          }
        });
    try {
      drain(dies, options(1), new DrainLimits(1, 60_000));
    } catch (IllegalStateException e) {
      assertThat(e).hasRootCauseInstanceOf(FaultyKv.Crash.class);
    }
    assertThat(commits).containsExactly(2);
  }

  /**
   * One drainer lists and is paused before it claims; another stores a part of the first message.
   */
  @Test
  void whatWasListedBeforeAnotherDrainersCommitIsListedAnew() {
    Kv kv = kv();
    List<GpuSamples> published = dayOfLargeBlocks(kv);
    published.add(hourly(1));
    published.add(hourly(2));
    publish(kv, hourly(1));
    publish(kv, hourly(2));
    FaultyKv paused = new FaultyKv(kv);
    paused.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && claims((Txn) step.request())) {
            paused.heal();
            dieBetweenTheTwoPartsOfTheFirstMessage(kv);
            for (Entry claim : read(kv, Range.prefix("/telemetry/claims/"))) {
              KvFutures.await(kv.revokeLease(claim.leaseId()));
            }
          }
        });

    drainUntilEmpty(paused);

    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  private static boolean claims(Txn txn) {
    return txn.then().stream()
        .anyMatch(op -> op instanceof Op.Put put && put.key().startsWith("/telemetry/claims/"));
  }

  private void drainUntilEmpty(Kv kv) {
    while (count(kv, "/telemetry/queue/") > 0) {
      drain(kv);
    }
  }

  @Test
  void answerLostAtAnyPartOfAMessageLosesNothingAndDoublesNothing() {
    boolean reached = true;
    for (int lost = 1; reached; lost++) {
      InMemoryKv kv = new InMemoryKv(clock);
      List<GpuSamples> published = dayOfLargeBlocks(kv);
      for (int value = 1; value <= 2; value++) {
        published.add(hourly(value));
        publish(kv, hourly(value));
      }
      FaultyKv faulty = new FaultyKv(kv);
      int nth = lost;
      int[] commits = {0};
      faulty.onStep(
          step -> {
            if (step.isTxn(FaultyKv.When.AFTER)
                && isCommit((Txn) step.request())
                && ++commits[0] == nth) {
              throw new KvException(KvException.Kind.TIMEOUT, "answer lost", null);
            }
          });

      assertThat(drain(faulty, options(1), LIMITS).messages()).isEqualTo(2);

      assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
      assertThat(counters(kv).overwritten()).isEqualTo(24);
      assertThat(counters(kv).unchanged()).isZero();
      reached = commits[0] >= nth;
    }
  }

  /** Listed as the earlier one, published again before it is read: now it is the later one. */
  @Test
  void messagePublishedAgainWhileItsPartitionIsDrainedCountsAsLater() {
    Kv kv = kv();
    MessageQueue queue = queue(kv);
    GpuSamples first = Samples.one(gpu(1, 0), Samples.UTIL, T0, 1);
    String upload = "f".repeat(32);
    queue.publish(CLUSTER, upload, 0, List.of(first), clock.millis());
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 2));
    FaultyKv busy = new FaultyKv(kv);
    busy.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && readsMessages((Txn) step.request())) {
            busy.heal();
            queue.publish(CLUSTER, upload, 0, List.of(first), clock.millis());
          }
        });

    drain(busy);

    assertThat(StoreContents.of(kv, CLUSTER).values().iterator().next()).containsEntry(T0, 1.0);
  }

  private boolean readsMessages(Txn txn) {
    return txn.then().stream().allMatch(op -> op instanceof Op.Get)
        && txn.then().stream()
            .map(op -> ((Op.Get) op).range().from())
            .anyMatch(from -> from.startsWith(keys.queue(CLUSTER)));
  }

  @Test
  void backlogOfOneGpuTooLargeForOneCommitIsStoredInSeveral() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      GpuSamples samples = noise(i, "M" + i + "_", 5, 2_000, 1_000);
      publish(kv, samples);
      published.add(samples);
    }

    DrainResult result = drain(kv);

    assertThat(result.remaining()).isZero();
    assertThat(result.samples()).isEqualTo(30 * 5 * 2_000);
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  /** As when blocks are so large that their answer is more than the client takes. */
  @Test
  void blocksTooLargeToReadTogetherAreReadApart() {
    Kv kv = kv();
    for (int index = 0; index < 30; index++) {
      publish(kv, Samples.series(gpu(1, index), T0, HOUR, 20));
    }
    FaultyKv narrow = new FaultyKv(kv);
    narrow.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.AFTER) && blockReads((Txn) step.request()) > 7) {
            throw new KvException(KvException.Kind.TOO_LARGE, "answer too large", null);
          }
        });

    assertThat(drain(narrow).messages()).isEqualTo(30);
  }

  @Test
  void blocksHeldInMemoryAtOnceAreBounded() {
    Kv kv = kv();
    for (int index = 0; index < 60; index++) {
      publish(kv, Samples.series(gpu(1, index), T0, HOUR, 20));
    }
    FaultyKv counting = new FaultyKv(kv);
    int[] held = {0, 0};
    counting.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)) {
            Txn txn = (Txn) step.request();
            held[0] = isCommit(txn) ? 0 : held[0] + blockReads(txn);
            held[1] = Math.max(held[0], held[1]);
          }
        });

    assertThat(drain(counting).messages()).isEqualTo(60);
    assertThat(held[1]).isBetween(100, 300);
  }

  private static int blockReads(Txn txn) {
    return (int)
        txn.then().stream()
            .filter(op -> op instanceof Op.Get get && get.range().from().contains("/data/"))
            .count();
  }

  @Test
  void limitOnMessagesHoldsWhenSomethingChangesUnderTheDrain() {
    Kv kv = kv();
    for (int i = 0; i < 60; i++) {
      publish(kv, noise(i, "M" + i + "_", 5, 2_000, 1_000));
    }
    FaultyKv busy = new FaultyKv(kv);
    int[] commits = {0};
    busy.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && isCommit((Txn) step.request())
              && ++commits[0] == 2) {
            KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(keys.latest(CLUSTER, "host-1"))))));
          }
        });

    assertThat(drain(busy, options(1), new DrainLimits(30, 60_000)).messages())
        .isLessThanOrEqualTo(30);
  }

  /** Facts that were confirmed since are newer than those of a capture that arrives late. */
  @Test
  void lateCaptureDoesNotReplaceFactsThatNewerSamplesConfirmed() {
    Kv kv = kv();
    publish(kv, withModel("new", T0));
    drain(kv);
    publish(kv, withModel("new", T0 + HOUR));
    drain(kv);
    publish(kv, withModel("old", T0 + HOUR / 2));
    drain(kv);

    byte[] facts = read(kv, Range.key(keys.metadata(CLUSTER, gpu(1, 0)))).get(0).value();
    assertThat(GpuMetadataCodec.decode(facts).facts().model()).isEqualTo("new");
  }

  private static GpuSamples withModel(String model, long timeMs) {
    return new GpuSamples(
        gpu(1, 0),
        new GpuFacts("", "", model, "", Map.of()),
        Samples.one(gpu(1, 0), Samples.UTIL, timeMs, 1).columns());
  }

  @Test
  void callersOfADrainerThatIsClosedAreNotLeftWaiting() throws Exception {
    Kv kv = kv();
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    FaultyKv slow = new FaultyKv(kv);
    var began = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    slow.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && isCommit((Txn) step.request())) {
            began.countDown();
            awaitQuietly(closed);
          }
        });
    Drainer drainer = new Drainer(slow, keys, options(1), clock);
    var first = CompletableFuture.runAsync(() -> drainer.drain(null, LIMITS));
    began.await();
    slow.heal();
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Thread second =
        new Thread(
            () -> {
              try {
                drainer.drain(null, LIMITS);
              } catch (KvException e) {
                ended.set(e);
              }
            });
    second.start();
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    drainer.close();
    closed.countDown();
    second.join(10_000);

    assertThat(ended.get()).isInstanceOf(KvException.class).hasMessageContaining("closed");
    assertThat(first.handle((done, failure) -> failure)).succeedsWithin(Duration.ofSeconds(60));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
