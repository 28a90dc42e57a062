package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Kv.Puts;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a drain guarantees that holds its claims and is told of messages by a watch. */
abstract class HeldDrainContract extends DrainFixture {

  static final long HOLD_SECONDS = 20;

  /** A drainer that goes on running. */
  final class Running implements AutoCloseable {
    final FaultyKv faulty;
    final Drainer drainer;
    final DrainFeed feed;
    final List<Object> requests = Collections.synchronizedList(new ArrayList<>());
    private final Kv kv;

    Running(Kv kv) {
      this.kv = kv;
      this.faulty = new FaultyKv(kv);
      DrainOptions options = new DrainOptions("running", 2, 0, 100, 16, HOUR, 0, HOLD_SECONDS);
      this.drainer = new Drainer(faulty, keys, options, clock);
      this.feed = drainer.feed();
      feed.begin(KvFutures.await(kv.range(feed.first())));
      drain();
      faulty.onStep(
          step -> {
            if (step.when() == FaultyKv.When.BEFORE) {
              requests.add(step.request());
            }
          });
    }

    private Range queue() {
      return Range.of(feed.first().from(), Range.endOf(keys.queues()));
    }

    DrainResult drain() {
      return drainer.drainFed(feed, LIMITS);
    }

    /** Publishes, and tells of it as a watch does. */
    void publishAndTell(GpuSamples... samples) {
      long before = KvFutures.await(kv.range(queue())).revision();
      publish(kv, samples);
      tell(before);
    }

    void tell(long afterRevision) {
      var page = KvFutures.await(kv.range(queue()));
      List<Entry> put =
          page.entries().stream().filter(entry -> entry.modRevision() > afterRevision).toList();
      feed.put(new Puts(page.revision(), Optional.of(put)));
    }

    @Override
    public void close() {
      drainer.close();
    }
  }

  private static GpuSamples scrape(int number) {
    return Samples.series(gpu(1, 0), T0 + number * 15_000L, 15_000, 1);
  }

  @Test
  void aScrapeThatAWatchToldOfCostsItsCommitsAlone() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    try (Running running = new Running(kv)) {
      for (int i = 0; i < 4; i++) {
        published.add(scrape(i));
        running.publishAndTell(scrape(i));
        running.requests.clear();
        assertThat(running.drain().messages()).isEqualTo(1);
      }
      assertThat(running.requests).hasSize(1);
      assertThat(isCommit((Txn) running.requests.get(0))).isTrue();
      running.requests.clear();
      assertThat(running.drain().messages()).isZero();
      assertThat(running.requests).isEmpty();
    }
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    assertThat(count(kv, "/telemetry/claims/")).isZero();
  }

  @Test
  void releasedPartitionsAreFreeForOthersAtOnce() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(scrape(0));
      running.drain();
      assertThat(count(kv, "/telemetry/claims/")).isPositive();
      running.drainer.release();
      assertThat(count(kv, "/telemetry/claims/")).isZero();

      publish(kv, scrape(1));
      assertThat(drain(kv).messages()).isEqualTo(1);
      running.publishAndTell(scrape(2));
      assertThat(running.drain().messages()).isEqualTo(1);
    }
    assertThat(StoreContents.of(kv, CLUSTER))
        .isEqualTo(StoreContents.expected(List.of(scrape(0), scrape(1), scrape(2))));
  }

  /** As {@link DrainContract#expiredClaimCannotCommit}, with a claim from an earlier drain. */
  @Test
  void aHeldClaimThatEndedCannotCommit() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
      assertThat(running.drain().messages()).isEqualTo(1);
      revokeClaims(kv);
      long before = KvFutures.await(kv.range(Range.prefix(keys.queues()))).revision();
      publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 2));
      running.tell(before);
      assertThat(drain(kv).overwritten()).isEqualTo(1);
      publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 3));

      DrainResult late = running.drain();

      assertThat(late.partitions())
          .extracting(PartitionResult::outcome)
          .containsExactly(Outcome.CLAIM_LOST);
      assertThat(late.messages()).isZero();
      assertThat(running.drain().overwritten()).isEqualTo(1);
    }
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsEntry(T0, 3.0);
    assertThat(counters(kv).added()).isEqualTo(1);
    assertThat(counters(kv).overwritten()).isEqualTo(2);
  }

  private void revokeClaims(Kv kv) {
    for (Entry claim : read(kv, Range.prefix("/telemetry/claims/"))) {
      KvFutures.await(kv.revokeLease(claim.leaseId()));
    }
  }

  @Test
  void partitionsThatAreHeldAreLeftAloneByOthersUntilTheHolderIsClosed() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(scrape(0));
      running.drain();
      publish(kv, scrape(1));
      assertThat(drain(kv).partitions())
          .extracting(PartitionResult::outcome)
          .containsExactly(Outcome.CLAIMED_ELSEWHERE);
    }
    assertThat(drain(kv).messages()).isEqualTo(1);
  }

  @Test
  void whatIsWorthSharingIsNotHeld() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(scrape(0));
      running.drain();
      assertThat(count(kv, "/telemetry/claims/")).isEqualTo(1);
      List<Op> many = new ArrayList<>();
      for (int i = 0; i < 2_100; i++) {
        many.add(Op.put(keys.queue(CLUSTER, "0" + i % 10) + i, new byte[0]));
      }
      for (int from = 0; from < many.size(); from += 100) {
        KvFutures.await(kv.txn(Txn.always(many.subList(from, from + 100))));
      }
      running.feed.distrust();
      assertThat(running.drain().deadLettered()).isEqualTo(2_100);
      assertThat(count(kv, "/telemetry/claims/")).isZero();
    }
  }

  @Test
  void aMessageThatAnotherDrainerStoredMeanwhileIsNotStoredAgain() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(scrape(0));
      running.publishAndTell(Samples.series(gpu(1, 1), T0, 15_000, 1));
      assertThat(drain(kv).messages()).isEqualTo(2);
      publish(kv, scrape(1));

      assertThat(running.drain().messages()).isEqualTo(1);
    }
    assertThat(counters(kv).added()).isEqualTo(9);
    assertThat(counters(kv).unchanged()).isZero();
  }

  /** The watch breaks and misses the first of two: the second must not be stored before it. */
  @Test
  void whatAWatchMissedIsStoredBeforeWhatItTellsOfLater() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.feed.end();
      publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
      running.feed.begin(KvFutures.await(kv.range(running.feed.first())));
      running.publishAndTell(Samples.one(gpu(1, 0), Samples.UTIL, T0, 2));

      assertThat(running.drain().messages()).isEqualTo(2);
      assertThat(running.drain().messages()).isZero();
    }
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsEntry(T0, 2.0);
  }

  /** The watch goes on, and lost the first of two: the second must not be stored before it. */
  @Test
  void whatAWatchLostIsStoredBeforeWhatItTellsOfLater() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(Samples.one(gpu(1, 1), Samples.UTIL, T0, 1));
      assertThat(running.drain().messages()).isEqualTo(1);
      publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
      running.publishAndTell(Samples.one(gpu(1, 0), Samples.UTIL, T0, 2));

      assertThat(running.drain().messages()).isEqualTo(2);
      assertThat(running.drain().messages()).isZero();
    }
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsEntry(T0, 2.0);
  }

  @Test
  void aMessageThatFailsKeepsThoseAfterItOfItsGpuWaiting() {
    Kv kv = kv();
    try (Running running = new Running(kv)) {
      running.publishAndTell(unstorable(1));
      assertThat(running.drain().messages()).isZero();
      makeStorable(kv);
      running.publishAndTell(unstorable(2));

      assertThat(running.drain().messages()).isEqualTo(2);
    }
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
    assertThat(StoreContents.of(kv, CLUSTER).get(unstorable(1).gpu().alias() + " " + Samples.UTIL))
        .containsEntry(T0, 2.0);
  }

  @Test
  void aWatchOfTheStoreTellsWhatWasPutAndNotWhatWasRemoved() throws InterruptedException {
    Kv kv = kv();
    BlockingQueue<Puts> told = new LinkedBlockingQueue<>();
    long now = KvFutures.await(kv.range(Range.prefix("/w/").countOnly())).revision();
    try (Kv.Watch watch = kv.watchPuts("/w/", Range.endOf("/w/"), now, told::add, failure -> {})) {
      assertThat(watch).isNotNull();
      put(kv, "/w/a", "1");
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete("/w/a")))));
      put(kv, "/w/b", "2");
      put(kv, "/w/b", "3");
      List<String> values = new ArrayList<>();
      while (values.size() < 3) {
        Puts next = told.poll(60, TimeUnit.SECONDS);
        next.entries()
            .orElseThrow()
            .forEach(entry -> values.add(text(entry) + ", put " + entry.version()));
      }
      assertThat(values).containsExactly("1, put 1", "2, put 1", "3, put 2");
    }
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  /** Whatever is told meanwhile: neither is the queue listed, nor is what waits read. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0"}) // in the partition of what goes on, and in another
  void whatWaitsForANewerReleaseCostsNothingUntilItIsLookedAtAgain(int host, int index) {
    Kv kv = kv();
    GpuId next = gpu(host, index);
    List<GpuSamples> published = new ArrayList<>();
    String waits =
        keys.message(CLUSTER, partitionOf(next), new MessageKey(T0, next, "ffff-000000-0000"));
    try (Running running = new Running(kv)) {
      published.add(scrape(0));
      running.publishAndTell(scrape(0));
      running.drain();
      long before = KvFutures.await(kv.status()).revision();
      put(kv, waits, "{\"v\":2}");
      running.tell(before);
      assertThat(running.drain().newerFormat()).isEqualTo(1);
      running.requests.clear();

      DrainResult idle = running.drain();

      assertThat(idle.newerFormat()).isEqualTo(1);
      assertThat(running.requests).hasSize(1).allSatisfy(HeldDrainContract::isCount);
      for (int i = 1; i < 4; i++) {
        published.add(scrape(i));
        running.publishAndTell(scrape(i));
        assertThat(running.drain().messages()).isEqualTo(1);
      }
      running.requests.clear();
      published.add(scrape(4));
      running.publishAndTell(scrape(4));
      assertThat(running.drain().newerFormat()).isEqualTo(1);
      assertThat(running.requests)
          .allSatisfy(request -> assertThat(reads(request, waits)).isFalse());

      GpuSamples readable = Samples.one(next, Samples.UTIL, T0, 5);
      published.add(readable);
      KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(waits)))));
      running.publishAndTell(readable);
      assertThat(running.drain().messages()).isZero();
      clock.advance(Duration.ofSeconds(31));
      assertThat(running.drain().messages()).isEqualTo(1);
    }
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  private static void isCount(Object request) {
    assertThat(request instanceof Range range && range.what() == Range.What.COUNT).isTrue();
  }

  private static boolean reads(Object request, String key) {
    return request instanceof Txn txn
        && txn.then().stream()
            .anyMatch(op -> op instanceof Op.Get get && get.range().from().equals(key));
  }
}
