package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.queue.Claims;
import nexus.telemetry.store.UuidPointer;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** What a drain guarantees, on whatever keeps the keys. */
abstract class DrainContract extends DrainFixture {

  @Test
  void everySampleThatWasPublishedIsStoredAndItsMessageAcknowledged() {
    Kv kv = kv();
    List<GpuSamples> fleet = fleet(5, T0, 20);
    publish(kv, fleet.toArray(GpuSamples[]::new));
    assertThat(count(kv, keys.queue(CLUSTER))).isEqualTo(40);

    DrainResult result = drain(kv);

    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(fleet));
    assertThat(result.messages()).isEqualTo(40);
    assertThat(result.samples()).isEqualTo(40 * 3 * 20).isEqualTo(result.added());
    assertThat(result.remaining()).isZero();
    assertThat(counters(kv).added()).isEqualTo(result.added());
    assertThat(count(kv, "/telemetry/queue/")).isZero();
    assertThat(count(kv, "/telemetry/claims/")).isZero();
  }

  @Test
  void replayOfTheSameContentChangesNothing() {
    Kv kv = kv();
    GpuSamples samples = Samples.series(gpu(1, 0), T0, 15_000, 50);
    publish(kv, samples);
    drain(kv);
    publish(kv, samples);

    DrainResult again = drain(kv);

    assertThat(again.unchanged()).isEqualTo(150).isEqualTo(again.samples());
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(List.of(samples)));
  }

  @Test
  void replayWithOneChangedValueOverwritesThatPointAlone() {
    Kv kv = kv();
    publish(kv, Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0, T0 + 1, T0 + 2}, 1, 2, 3));
    drain(kv);
    publish(kv, Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0, T0 + 1, T0 + 2}, 1, 9, 3));

    DrainResult result = drain(kv);

    assertThat(result.overwritten()).isEqualTo(1);
    assertThat(result.unchanged()).isEqualTo(2);
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsExactlyEntriesOf(
            new java.util.TreeMap<>(java.util.Map.of(T0, 1.0, T0 + 1, 9.0, T0 + 2, 3.0)));
  }

  /** The later published message has the earlier key, so key order alone would undo it. */
  @Test
  void laterPublishedReplacesEarlierWhateverTheOrderOfTheirKeys() {
    Kv kv = kv();
    GpuSamples first = Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0 + 5, T0 + 6}, 1, 1);
    GpuSamples second = Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0, T0 + 5}, 2, 2);
    publish(kv, first);
    publish(kv, second);

    for (int i = 0; i < 2; i++) {
      drain(kv, options(1), new DrainLimits(1, 60_000));
    }

    assertThat(StoreContents.of(kv, CLUSTER))
        .isEqualTo(StoreContents.expected(List.of(first, second)));
  }

  @Test
  void repeatsWithinOneMessageAreAllCountedAndTheLastOneStays() {
    Kv kv = kv();
    publish(kv, Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0, T0, T0}, 1, 2, 2));

    DrainResult result = drain(kv);

    assertThat(result.samples()).isEqualTo(3);
    assertThat(List.of(result.added(), result.overwritten(), result.unchanged()))
        .containsExactly(1L, 1L, 1L);
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsEntry(T0, 2.0);
  }

  @Test
  void twoDrainersRaceOverThousandsOfMessagesAndNoneIsLostOrStoredTwice() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    for (int scrape = 0; scrape < 25; scrape++) {
      List<GpuSamples> fleet = fleet(16, T0 + scrape * 60_000L, 2);
      if (scrape % 2 == 0) {
        publish(kv, fleet.toArray(GpuSamples[]::new));
      } else {
        fleet.forEach(gpu -> publish(kv, gpu));
      }
      published.addAll(fleet);
    }
    long waiting = count(kv, keys.queue(CLUSTER));
    assertThat(waiting).isEqualTo(13 * 16 * 2 + 12 * 16 * 8);

    List<CompletableFuture<List<DrainResult>>> drainers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      drainers.add(CompletableFuture.supplyAsync(() -> drainUntilEmpty(kv)));
    }
    List<DrainResult> results = new ArrayList<>();
    drainers.forEach(drainer -> results.addAll(drainer.join()));

    assertThat(results.stream().mapToLong(DrainResult::messages).sum()).isEqualTo(waiting);
    assertThat(results.stream().mapToLong(DrainResult::added).sum())
        .isEqualTo(25L * 16 * 8 * 6)
        .isEqualTo(counters(kv).added());
    assertThat(counters(kv).unchanged()).isZero();
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  private List<DrainResult> drainUntilEmpty(Kv kv) {
    List<DrainResult> results = new ArrayList<>();
    do {
      results.add(drain(kv, options(2), new DrainLimits(400, 60_000)));
    } while (results.get(results.size() - 1).remaining() > 0);
    return results;
  }

  @Test
  void claimedPartitionIsLeftAlone() {
    Kv kv = kv();
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    String partition = new nexus.telemetry.keys.Partitions(16).of("host-1");
    try (Claims other = Claims.open(kv, keys, "other", 60)) {
      assertThat(other.claim(new Claims.Wanted(CLUSTER, partition, List.of()))).isPresent();

      DrainResult result = drain(kv);

      assertThat(result.partitions())
          .extracting(PartitionResult::outcome)
          .containsExactly(Outcome.CLAIMED_ELSEWHERE);
      assertThat(result.remaining()).isEqualTo(1);
    }
    assertThat(drain(kv).messages()).isEqualTo(1);
  }

  /** A drainer pauses after it worked out its commit; its claim ends; another one drains. */
  @Test
  void expiredClaimCannotCommit() {
    Kv kv = kv();
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    FaultyKv paused = new FaultyKv(kv);
    paused.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && isCommit((Txn) step.request())) {
            paused.heal();
            revokeClaim(kv);
            assertThat(drain(kv).messages()).isEqualTo(1);
            publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 2));
            assertThat(drain(kv).overwritten()).isEqualTo(1);
          }
        });

    DrainResult late = drain(paused);

    assertThat(late.partitions())
        .extracting(PartitionResult::outcome)
        .containsExactly(Outcome.CLAIM_LOST);
    assertThat(late.messages()).isZero();
    assertThat(StoreContents.of(kv, CLUSTER).get("host-1/0 " + Samples.UTIL))
        .containsEntry(T0, 2.0);
    assertThat(counters(kv).added()).isEqualTo(1);
  }

  private void revokeClaim(Kv kv) {
    for (Entry claim : KvFutures.await(kv.range(Range.prefix("/telemetry/claims/"))).entries()) {
      KvFutures.await(kv.revokeLease(claim.leaseId()));
    }
  }

  @Test
  void messageThatCannotBeDecodedIsSetAsideWithItsBytesAndReason() {
    Kv kv = kv();
    String key = keys.queue(CLUSTER, "03") + "0000000000001_h_0_abc";
    byte[] poison = "{\"v\":1,\"host\":".getBytes(StandardCharsets.UTF_8);
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, poison)))));
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));

    DrainResult result = drain(kv);

    assertThat(result.deadLettered()).isEqualTo(1);
    assertThat(result.messages()).isEqualTo(1);
    assertThat(result.remaining()).isZero();
    List<Entry> letters = KvFutures.await(kv.range(keys.deadLetters(CLUSTER))).entries();
    assertThat(letters).hasSize(1);
    DeadLetter letter = DeadLetter.decode(letters.get(0).value());
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.reason()).contains("not JSON");
    String bytesKey =
        keys.deadLetterBytes(CLUSTER, keys.deadLetter(CLUSTER, "03", "0000000000001_h_0_abc"));
    assertThat(KvFutures.await(kv.range(Range.key(bytesKey))).entries().get(0).value())
        .isEqualTo(poison);
  }

  @Test
  void keyThatLiesInNoPartitionIsSetAside() {
    Kv kv = kv();
    String key = keys.queue(CLUSTER) + "1692712345000_host-001_gpu-0_1";
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, new byte[] {'x'})))));

    assertThat(drain(kv).deadLettered()).isEqualTo(1);
    assertThat(count(kv, "/telemetry/queue/")).isZero();
  }

  @Test
  void messageThatCannotBeStoredStaysForRetryAndIsSetAsideAfterFiveAttempts() {
    Kv kv = kv();
    publish(kv, unstorable(1));
    publish(kv, Samples.one(gpu(1, 1), Samples.UTIL, T0, 1));

    DrainResult first = drain(kv);
    assertThat(first.messages()).isEqualTo(1);
    assertThat(first.remaining()).isEqualTo(1);
    assertThat(first.deadLettered()).isZero();
    for (int attempt = 2; attempt < 5; attempt++) {
      assertThat(drain(kv).deadLettered()).isZero();
    }

    assertThat(drain(kv).deadLettered()).isEqualTo(1);

    assertThat(count(kv, "/telemetry/queue/")).isZero();
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
    List<Entry> letters = KvFutures.await(kv.range(keys.deadLetters(CLUSTER))).entries();
    assertThat(DeadLetter.decode(letters.get(0).value()).attempts()).isEqualTo(5);
    assertThat(DeadLetter.decode(letters.get(0).value()).reason()).contains("gpu");
  }

  /** Also of a block so large that its bytes take a transaction, or two, of their own. */
  @Test
  void blockThatCannotBeReadIsSetAsideAndSamplesTakeItsPlace() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    byte[][] damages = {{}, {1, 2, 3}, new byte[700 << 10], new byte[(1536 << 10) - 100]};
    for (int i = 0; i < damages.length; i++) {
      put(kv, keys.block(CLUSTER, gpu(1, 0), T0 + i * HOUR), damages[i]);
      GpuSamples samples =
          Samples.of(
              gpu(1, 0), Samples.UTIL, new long[] {T0 + i * HOUR + 5, T0 + i * HOUR + 9}, i, 2);
      published.add(samples);
      publish(kv, samples);
    }

    DrainResult result = drain(kv);

    assertThat(
            List.of(result.messages(), result.added(), result.deadLettered(), result.remaining()))
        .containsExactly(4L, 8L, 0L, 0L);
    assertThat(counters(kv).added()).isEqualTo(8);
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
    List<Entry> letters = read(kv, keys.blockLetters(CLUSTER, gpu(1, 0), 0, T0 + 9 * HOUR));
    assertThat(letters).hasSize(damages.length);
    for (int i = 0; i < damages.length; i++) {
      DeadLetter letter = DeadLetter.decode(letters.get(i).value());
      assertThat(letter.key()).isEqualTo(keys.block(CLUSTER, gpu(1, 0), T0 + i * HOUR));
      assertThat(letter.reason()).contains("corrupt block");
      assertThat(letter.bytes()).isEqualTo(damages[i].length);
      String bytes = keys.deadLetterBytes(CLUSTER, letters.get(i).key());
      assertThat(read(kv, Range.prefix(bytes)).stream().mapToInt(part -> part.value().length).sum())
          .isEqualTo(damages[i].length);
    }
  }

  @Test
  void messageWhoseTroubleEndsIsStoredAndItsAttemptsForgotten() {
    Kv kv = kv();
    publish(kv, unstorable(1));
    assertThat(drain(kv).messages()).isZero();
    makeStorable(kv);

    assertThat(drain(kv).messages()).isEqualTo(1);
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
  }

  @Test
  void messageThatTouchesMoreThanOneCommitCanHoldIsStoredInParts() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    java.util.Random random = new java.util.Random(1);
    for (int day = 0; day < 3; day++) {
      int count = 24 * 600;
      long[] times = new long[count];
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        times[i] = T0 + i * 6_000L;
        values[i] = random.nextDouble();
      }
      for (String metric : List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J")) {
        GpuSamples samples = Samples.of(gpu(1, 0), metric, times, values);
        publish(kv, samples);
        published.add(samples);
      }
    }
    DrainResult result = drain(kv);

    assertThat(result.remaining()).isZero();
    assertThat(result.samples()).isEqualTo(3 * 10 * 24 * 600);
    assertThat(result.deadLettered()).isZero();
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    assertThat(counters(kv).added()).isEqualTo(10 * 24 * 600);
  }

  @Test
  void instancesOfAGpuAreSeriesOfTheirOwnUnderTheUuidOfTheWholeGpu() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    for (String index : List.of("0", "0.1", "0.3")) {
      String instance = index.substring(1).replace(".", "");
      published.add(
          new GpuSamples(
              new GpuId("host-1", index),
              new GpuFacts(
                  "GPU-1",
                  "nvidia0",
                  "H100",
                  "",
                  instance.isEmpty() ? Map.of() : Map.of("GPU_I_ID", instance)),
              List.of(
                  new MetricColumn(Samples.UTIL, new long[] {T0}, new double[] {index.length()}))));
    }
    publish(kv, published.toArray(GpuSamples[]::new));

    assertThat(drain(kv).messages()).isEqualTo(1);
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    Entry pointer =
        KvFutures.await(kv.range(Range.key(keys.uuid(CLUSTER, "GPU-1")))).entries().get(0);
    assertThat(UuidPointer.decode(pointer.value()).places()).containsExactly(gpu(1, 0));
  }

  @Test
  void whatADrainerRemembersNeverUndoesWhatAnotherStored() {
    Kv kv = kv();
    List<GpuSamples> published = new ArrayList<>();
    try (Drainer mine = new Drainer(kv, keys, options(2), clock);
        Drainer other = new Drainer(kv, keys, options(2), clock)) {
      for (int i = 0; i < 9; i++) {
        GpuSamples samples =
            Samples.of(gpu(1, 0), Samples.UTIL, new long[] {T0 + i, T0 + i + 1}, i, i);
        publish(kv, samples);
        published.add(samples);
        DrainResult result = (i % 3 == 1 ? other : mine).drain(CLUSTER, LIMITS);
        assertThat(result.messages()).isEqualTo(1);
        assertThat(result.remaining()).isZero();
      }
    }
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    assertThat(counters(kv).added()).isEqualTo(10);
    assertThat(counters(kv).overwritten()).isEqualTo(8);
  }

  @Test
  void drainOfNothingAsksOnce() {
    FaultyKv counting = new FaultyKv(kv());
    AtomicInteger requests = new AtomicInteger();
    counting.onStep(step -> requests.addAndGet(step.when() == FaultyKv.When.BEFORE ? 1 : 0));

    DrainResult result = drain(counting);

    assertThat(result.messages()).isZero();
    assertThat(requests).hasValue(1);
  }

  @Test
  void everyClusterThatHasMessagesIsDrainedWhenNoneIsNamed() {
    Kv kv = kv();
    for (String cluster : List.of("a", "b", "b-2")) {
      queue(kv)
          .publish(
              cluster,
              "%032x".formatted(7),
              0,
              List.of(Samples.one(gpu(1, 0), Samples.UTIL, T0, 1)),
              clock.millis());
    }
    try (Drainer drainer = new Drainer(kv, keys, options(2), clock)) {
      DrainResult result = drainer.drain(null, LIMITS);
      assertThat(result.messages()).isEqualTo(3);
      assertThat(result.cluster()).isNull();
    }
    assertThat(StoreContents.of(kv, "b-2")).hasSize(1);
  }

  @Test
  void drainersOfTwoSharesTakeEveryPartitionBetweenThem() {
    Kv kv = kv();
    publish(kv, fleet(40, T0, 1).toArray(GpuSamples[]::new));
    DrainOptions lower = new DrainOptions("lower", 2, 0, 50, 16, HOUR, 0);
    DrainOptions upper = new DrainOptions("upper", 2, 50, 100, 16, HOUR, 0);

    DrainResult first = drain(kv, lower, LIMITS);
    DrainResult second = drain(kv, upper, LIMITS);

    assertThat(first.partitions()).allMatch(one -> one.partition().compareTo("08") < 0);
    assertThat(second.partitions()).allMatch(one -> one.partition().compareTo("08") >= 0);
    assertThat(first.messages() + second.messages()).isEqualTo(40);
    assertThat(first.samples() + second.samples()).isEqualTo(40 * 8 * 3);
  }

  @Test
  void blocksOlderThanTheRetentionAreRemovedByTheDrain() {
    Kv kv = kv();
    DrainOptions twoHours = new DrainOptions("test", 2, 0, 100, 16, HOUR, 2 * HOUR);
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    publish(kv, Samples.one(gpu(2, 0), Samples.UTIL, T0 + HOUR, 2));
    drain(kv);
    assertThat(StoreContents.of(kv, CLUSTER)).hasSize(2);

    publish(kv, Samples.one(gpu(2, 0), Samples.UTIL, T0 + 3 * HOUR, 3));
    drain(kv, twoHours, LIMITS);
    assertThat(StoreContents.of(kv, CLUSTER)).hasSize(2);
    endWait(kv);
    publish(kv, Samples.one(gpu(2, 0), Samples.UTIL, T0 + 3 * HOUR + 1, 4));
    drain(kv, twoHours, LIMITS);

    assertThat(StoreContents.of(kv, CLUSTER)).containsOnlyKeys("host-2/0 " + Samples.UTIL);
    assertThat(StoreContents.of(kv, CLUSTER).get("host-2/0 " + Samples.UTIL)).hasSize(3);
    assertThat(count(kv, keys.latest(CLUSTER))).isEqualTo(1);
  }

  @Test
  void captureOfLastYearIsKeptWhateverTheRetention() {
    Kv kv = kv();
    clock.advance(Duration.ofDays(365));
    publish(kv, Samples.series(gpu(1, 0), T0, 15_000, 40));

    drain(kv, new DrainOptions("test", 2, 0, 100, 16, HOUR, 2 * HOUR), LIMITS);

    assertThat(StoreContents.of(kv, CLUSTER)).hasSize(3);
  }

  /** Each UUID costs a commit an operation and a condition, of which etcd takes 128. */
  @Test
  void aMessageOfMoreUuidsThanOneCommitTakesIsStoredInParts() {
    Kv kv = kv();
    publish(kv, ofManyGpus(T0 - 15_000, 1));
    assertThat(drain(kv).messages()).isEqualTo(1);
    GpuSamples many = ofManyGpus(T0, 300);
    GpuSamples back = ofManyGpus(T0 + 300 * 15_000L, 60);
    publish(kv, many);
    publish(kv, back);

    DrainResult result = drain(kv);

    assertThat(result.partitions())
        .extracting(PartitionResult::outcome)
        .containsOnly(Outcome.DRAINED);
    assertThat(result.remaining()).isZero();
    assertThat(result.samples()).isEqualTo(3 * 360).isEqualTo(result.added());
    assertThat(count(kv, "/telemetry/queue/") + count(kv, "/telemetry/deadletter/")).isZero();
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
    assertThat(StoreContents.of(kv, CLUSTER))
        .isEqualTo(StoreContents.expected(List.of(ofManyGpus(T0 - 15_000, 1), many, back)));
    for (int i = 0; i < 255; i++) { // a place keeps 255 sets of facts
      Entry pointer = read(kv, Range.key(keys.uuid(CLUSTER, "GPU-" + i))).get(0);
      assertThat(UuidPointer.decode(pointer.value()).place()).isEqualTo(gpu(1, 0));
    }
  }

  /** One place that has another GPU at every sample. */
  private static GpuSamples ofManyGpus(long fromMs, int count) {
    Runs.Builder<GpuFacts> facts = new Runs.Builder<>();
    for (int i = 0; i < count; i++) {
      facts.from(fromMs + i * 15_000L, Samples.facts("GPU-" + i));
    }
    GpuSamples samples = Samples.series(gpu(1, 0), fromMs, 15_000, count);
    return new GpuSamples(samples.gpu(), facts.build(), samples.columns());
  }

  @Test
  void commitIsConditionalOnClaimMessagesBlocksAndCounters() {
    Kv kv = kv();
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 1));
    FaultyKv watched = new FaultyKv(kv);
    List<Compare> conditions = new ArrayList<>();
    watched.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE) && isCommit((Txn) step.request())) {
            conditions.addAll(((Txn) step.request()).conditions());
          }
        });

    drain(watched);

    for (String part : List.of("/claims/", "/queue/", "/data/", "/counters/drain/", "/latest/")) {
      assertThat(conditions).anyMatch(condition -> condition.key().contains(part));
    }
  }
}
