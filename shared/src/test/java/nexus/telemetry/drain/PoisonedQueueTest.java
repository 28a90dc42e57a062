package nexus.telemetry.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Keyspace.LetterKey;
import nexus.telemetry.keys.Keyspace.MessageKey;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.DeadLetters;
import nexus.telemetry.letters.Letter;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.queue.MessageCodec.Message;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** Whatever is put into the queue or damaged in the store stops nothing but itself. */
final class PoisonedQueueTest extends DrainFixture {

  /** Two hosts of different partitions. */
  private static final GpuId BAD = gpu(1, 0);

  private static final GpuId GOOD = gpu(2, 0);

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }

  private static String stored(GpuId gpu) {
    return gpu.alias() + " " + Samples.UTIL;
  }

  private String putMessage(Kv kv, GpuId gpu, long timeMs, byte[] message) {
    String tail = Keyspace.tail(new MessageKey(timeMs, gpu, "poison"));
    put(kv, keys.queue(CLUSTER, partitionOf(gpu)) + tail, message);
    return tail;
  }

  @Test
  void countersThatCannotBeReadAreSetAsideAndBeginAnew() {
    Kv kv = kv();
    String key = keys.drainCounter(CLUSTER, partitionOf(BAD));
    put(kv, key, "none");
    long revision = read(kv, Range.key(key)).get(0).modRevision();
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1), Samples.one(GOOD, Samples.UTIL, T0, 1));

    DrainResult result = drain(kv, options(1), LIMITS);

    assertThat(result.messages()).isEqualTo(2);
    assertThat(result.remaining()).isZero();
    assertThat(result.deadLettered()).isZero();
    assertThat(counters(kv).added()).isEqualTo(2);
    Letter letter = onlyLetter(kv);
    assertThat(letter.place()).contains(new LetterKey.OfValue(key, revision));
    assertThat(letter.reason()).contains("anew from zero");
    assertKept(kv, letter, "none");
  }

  /** Whatever step a fault strikes at: each value is kept once, and no sample is lost. */
  @Test
  void damagedValuesAreSetAsideOnceWhereverADrainEnds() {
    List<String> damaged =
        List.of(
            keys.drainCounter(CLUSTER, partitionOf(BAD)),
            keys.metadata(CLUSTER, BAD),
            keys.latest(CLUSTER, BAD.host()));
    for (boolean crash : new boolean[] {true, false}) {
      int step = 0;
      boolean struck = true;
      while (struck) {
        step++;
        Kv kv = kv();
        damaged.forEach(key -> put(kv, key, "none"));
        publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));

        struck = drainWithFault(kv, step, crash);
        drain(kv);

        assertThat(counters(kv).added()).as("step %d", step).isEqualTo(1);
        assertThat(StoreContents.of(kv, CLUSTER)).containsOnlyKeys(stored(BAD));
        List<Letter> letters = letters(kv);
        assertThat(letters)
            .as("step %d", step)
            .extracting(letter -> letter.says().orElseThrow().key())
            .containsExactlyInAnyOrderElementsOf(damaged);
        letters.forEach(letter -> assertKept(kv, letter, "none"));
        assertThat(count(kv, "/telemetry/queue/")).isZero();
      }
      assertThat(step).isGreaterThan(5);
    }
  }

  @Test
  void factsAndNewestValuesThatCannotBeReadAreBuiltAnew() {
    Kv kv = kv();
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1), Samples.one(GOOD, Samples.UTIL, T0, 1));
    drain(kv);
    put(kv, keys.metadata(CLUSTER, BAD), "none");
    put(kv, keys.latest(CLUSTER, BAD.host()), "none");
    publish(kv, Samples.one(BAD, Samples.UTIL, T0 + 1, 2));

    DrainResult result = drain(kv);

    assertThat(result.messages()).isEqualTo(1);
    assertThat(result.deadLettered()).isZero();
    byte[] metadata = read(kv, Range.key(keys.metadata(CLUSTER, BAD))).get(0).value();
    assertThat(GpuMetadataCodec.decode(metadata).firstSeenMs()).isEqualTo(T0 + 1);
    byte[] latest = read(kv, Range.key(keys.latest(CLUSTER, BAD.host()))).get(0).value();
    assertThat(HostLatestCodec.decode(latest).gpus().get(0).samples().get(0).timeMs())
        .isEqualTo(T0 + 1);
    assertThat(StoreContents.of(kv, CLUSTER).get(stored(BAD))).containsOnlyKeys(T0, T0 + 1);
    assertThat(letters(kv)).hasSize(2);
  }

  /** A drainer that was paused sets aside nothing it read long ago. */
  @Test
  void countersThatAreMendedMeanwhileAreNotReplaced() {
    Kv kv = kv();
    String key = keys.drainCounter(CLUSTER, partitionOf(BAD));
    put(kv, key, "none");
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));
    FaultyKv racing = new FaultyKv(kv);
    AtomicInteger mends = new AtomicInteger();
    racing.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && step.request().toString().contains("/deadletter/")
              && mends.getAndIncrement() == 0) {
            put(kv, key, new DrainCounters(7, 0, 0, 0).encode());
          }
        });

    assertThat(drain(racing).messages()).isEqualTo(1);

    assertThat(mends.get()).isPositive();
    assertThat(counters(kv).added()).isEqualTo(8);
    assertThat(letters(kv)).isEmpty();
  }

  @Test
  void countersThatCannotBeReadDoNotStopTheExpiryOfOtherHosts() {
    Kv kv = kv();
    DrainOptions twoHours = new DrainOptions("test", 1, 0, 100, 16, HOUR, 2 * HOUR);
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0, 1));
    drain(kv);
    put(kv, keys.drainCounter(CLUSTER, partitionOf(BAD)), "none");
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0 + 5 * HOUR, 1));

    drain(kv, twoHours, LIMITS);
    endWait(kv);
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0 + 5 * HOUR + 1, 2));
    drain(kv, twoHours, LIMITS);

    assertThat(StoreContents.of(kv, CLUSTER).get(stored(GOOD)))
        .containsOnlyKeys(T0 + 5 * HOUR, T0 + 5 * HOUR + 1);
  }

  @Test
  void letterOfAValueIsNotPutBackAndIsDeletedAlone() {
    Kv kv = kv();
    String key = keys.drainCounter(CLUSTER, partitionOf(BAD));
    put(kv, key, "none");
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));
    drain(kv);
    String letter = onlyLetter(kv).key();
    DeadLetters letters = new DeadLetters(kv, keys, bytes -> true);

    assertThat(letters.redrive(CLUSTER, letter).orElseThrow().done()).isFalse();
    assertThat(letters.delete(CLUSTER, letter)).isPresent();

    assertThat(count(kv, "/telemetry/deadletter/")).isZero();
    assertThat(counters(kv).added()).isEqualTo(1);
  }

  private List<Letter> letters(Kv kv) {
    return new DeadLetters(kv, keys, bytes -> true).list(CLUSTER, Optional.empty(), 100).letters();
  }

  private Letter onlyLetter(Kv kv) {
    assertThat(letters(kv)).hasSize(1);
    return letters(kv).get(0);
  }

  private void assertKept(Kv kv, Letter letter, String value) {
    assertThat(read(kv, Range.key(keys.deadLetterBytes(CLUSTER, letter.key()))))
        .extracting(entry -> new String(entry.value(), UTF_8))
        .containsExactly(value);
  }

  @Test
  void attemptsThatCannotBeReadCountAsNone() {
    Kv kv = kv();
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));
    String queue = keys.queue(CLUSTER, partitionOf(BAD));
    String tail = read(kv, Range.prefix(queue)).get(0).key().substring(queue.length());
    put(kv, keys.attempts(CLUSTER, partitionOf(BAD), tail), "many");

    assertThat(drain(kv).messages()).isEqualTo(1);
    assertThat(count(kv, "/telemetry/attempts/")).isZero();
  }

  @Test
  void sampleInTheLastSpanThatKeysCanHoldIsStored() {
    Kv kv = kv();
    GpuSamples last = Samples.one(BAD, Samples.UTIL, Keyspace.MAX_TIME_MS, 1);
    putMessage(kv, BAD, Keyspace.MAX_TIME_MS, MessageCodec.encode(new Message(1, last)));

    assertThat(drain(kv).messages()).isEqualTo(1);
    assertThat(StoreContents.of(kv, CLUSTER)).containsKey(stored(BAD));
  }

  @Test
  void instanceOfAGpuWithoutANameStopsNobody() {
    Kv kv = kv();
    GpuId nameless = new GpuId(BAD.host(), ".3");
    GpuFacts facts = new GpuFacts("GPU-1", "", "", "", Map.of("GPU_I_ID", "3"));
    GpuSamples samples =
        new GpuSamples(
            nameless, facts, List.of(new MetricColumn("A", new long[] {T0}, new double[] {1})));
    putMessage(kv, nameless, T0, MessageCodec.encode(new Message(1, samples)));
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));

    drain(kv);

    assertThat(StoreContents.of(kv, CLUSTER)).containsKey(stored(BAD));
  }

  @Test
  void undecodableMessageAsLargeAsEtcdTakesIsSetAsideByteForByte() {
    Kv kv = kv();
    byte[] poison = new byte[(1536 << 10) - 150];
    Arrays.fill(poison, (byte) 'x');
    poison[poison.length - 1] = 'y';
    String tail = putMessage(kv, BAD, T0, poison);
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));

    DrainResult result = drain(kv);

    assertThat(result.deadLettered()).isEqualTo(1);
    assertThat(result.messages()).isEqualTo(1);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    String bytes = keys.deadLetterBytes(CLUSTER, keys.deadLetter(CLUSTER, partitionOf(BAD), tail));
    read(kv, Range.prefix(bytes)).forEach(part -> kept.writeBytes(part.value()));
    assertThat(kept.toByteArray()).isEqualTo(poison);
  }

  @Test
  void strayAsLargeAsEtcdTakesIsSetAside() {
    Kv kv = kv();
    put(kv, keys.queue(CLUSTER) + "stray", new byte[(1536 << 10) - 80]);
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));

    DrainResult result = drain(kv);

    assertThat(result.deadLettered()).isEqualTo(1);
    assertThat(result.messages()).isEqualTo(1);
  }

  /** Facts end up beside those of the host's other GPUs, which must not drown in them. */
  @Test
  void messageWithFactsThatNoCsvCouldHaveIsSetAside() {
    Kv kv = kv();
    GpuFacts huge = new GpuFacts("", "d".repeat(400_000), "", "", Map.of());
    GpuSamples samples = new GpuSamples(BAD, huge, Samples.one(BAD, Samples.UTIL, T0, 1).columns());
    putMessage(kv, BAD, T0, MessageCodec.encode(new Message(1, samples)));

    assertThat(drain(kv).deadLettered()).isEqualTo(1);
  }

  /** Only one of two carries facts that cannot be stored of this GPU. */
  @Test
  void messageThatCouldBeStoredIsNotSetAsideWithOneThatCannot() {
    Kv kv = kv();
    GpuId nameless = new GpuId(BAD.host(), ".3");
    GpuFacts facts = new GpuFacts("GPU-1", "", "", "", Map.of("GPU_I_ID", "3"));
    for (GpuFacts each : List.of(facts, GpuFacts.UNKNOWN)) {
      long time = each.equals(facts) ? T0 : T0 + 1;
      GpuSamples samples =
          new GpuSamples(
              nameless, each, List.of(new MetricColumn("A", new long[] {time}, new double[] {1})));
      putMessage(kv, nameless, time, MessageCodec.encode(new Message(1, samples)));
    }

    for (int drains = 0; drains < 6; drains++) {
      drain(kv);
    }

    assertThat(count(kv, "/telemetry/queue/")).isZero();
    assertThat(read(kv, keys.deadLetters(CLUSTER))).hasSize(1);
    assertThat(StoreContents.of(kv, CLUSTER).get(nameless.alias() + " A")).containsOnlyKeys(T0 + 1);
  }

  /** Whatever step a fault strikes at: the damaged bytes are kept once, and no sample is lost. */
  @Test
  void damagedBlockIsSetAsideOnceWhereverADrainEnds() {
    for (boolean crash : new boolean[] {true, false}) {
      int step = 0;
      boolean struck = true;
      while (struck) {
        step++;
        Kv kv = kv();
        put(kv, keys.block(CLUSTER, BAD, T0), new byte[] {1, 2, 3});
        publish(kv, Samples.one(BAD, Samples.UTIL, T0 + 1, 1));
        struck = drainWithFault(kv, step, crash);

        drain(kv);

        assertThat(counters(kv).added()).as("step %d", step).isEqualTo(1);
        assertThat(StoreContents.of(kv, CLUSTER)).containsOnlyKeys(stored(BAD));
        assertThat(read(kv, keys.deadLetters(CLUSTER))).as("step %d", step).hasSize(1);
        String letter = read(kv, keys.deadLetters(CLUSTER)).get(0).key();
        assertThat(read(kv, Range.prefix(keys.deadLetterBytes(CLUSTER, letter))).get(0).value())
            .containsExactly(1, 2, 3);
      }
      assertThat(step).isGreaterThan(5);
    }
  }

  /**
   * A drain that a fault strikes at one step, and the time its claim takes to end.
   *
   * @return whether it came to that step
   */
  private boolean drainWithFault(Kv kv, int step, boolean crash) {
    FaultyKv faulty = new FaultyKv(kv);
    AtomicInteger strikes = new AtomicInteger();
    faulty.onStep(
        FaultyKv.atStep(
            step,
            () -> {
              strikes.incrementAndGet();
              return crash
                  ? new FaultyKv.Crash("at a step")
                  : new KvException(KvException.Kind.TIMEOUT, "lost", null);
            }));
    try {
      drain(faulty);
    } catch (KvException | IllegalStateException | FaultyKv.Crash e) {
      assertThat(strikes).hasValue(1);
    }
    clock.advance(Duration.ofMinutes(2));
    return strikes.get() > 0;
  }

  /** The fence keeps a drainer that was paused from setting aside what it read long ago. */
  @Test
  void damagedBlockThatIsMendedMeanwhileIsNotReplaced() {
    Kv kv = kv();
    String key = keys.block(CLUSTER, BAD, T0);
    put(kv, key, new byte[] {1, 2, 3});
    publish(kv, Samples.one(BAD, Samples.UTIL, T0 + 1, 1));
    byte[] mended =
        BlockCodec.encode(
            new Block(List.of(new MetricColumn("A", new long[] {T0}, new double[] {7}))));
    FaultyKv racing = new FaultyKv(kv);
    AtomicInteger mends = new AtomicInteger();
    racing.onStep(
        step -> {
          if (step.isTxn(FaultyKv.When.BEFORE)
              && step.request().toString().contains("/deadletter/")
              && mends.getAndIncrement() == 0) {
            put(kv, key, mended);
          }
        });

    assertThat(drain(racing).messages()).isEqualTo(1);

    assertThat(StoreContents.of(kv, CLUSTER)).containsOnlyKeys(BAD.alias() + " A", stored(BAD));
    assertThat(read(kv, keys.deadLetters(CLUSTER))).isEmpty();
  }

  @Test
  void newestValuesThatCannotBeReadDoNotStopTheExpiryOfOtherHosts() {
    Kv kv = kv();
    DrainOptions twoHours = new DrainOptions("test", 1, 0, 100, 16, HOUR, 2 * HOUR);
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0, 1));
    drain(kv);
    put(kv, keys.latest(CLUSTER, BAD.host()), "damaged");
    put(kv, keys.expired(CLUSTER), "never");
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0 + 5 * HOUR, 1));

    assertThat(drain(kv, twoHours, LIMITS).messages()).isEqualTo(1);
    endWait(kv);
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0 + 5 * HOUR + 1, 2));
    assertThat(drain(kv, twoHours, LIMITS).messages()).isEqualTo(1);

    assertThat(StoreContents.of(kv, CLUSTER).get(stored(GOOD)))
        .containsOnlyKeys(T0 + 5 * HOUR, T0 + 5 * HOUR + 1);
  }

  @Test
  void keysThatBelongToNoClusterDoNotCostARequestEach() {
    InMemoryKv kv = new InMemoryKv(clock);
    for (int i = 0; i < 5_000; i++) {
      put(kv, "/telemetry/queue/%05d".formatted(i), "x");
    }
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));
    var counting = new FaultyKv(kv);
    var requests = new AtomicInteger();
    counting.onStep(step -> requests.incrementAndGet());
    try (Drainer drainer = new Drainer(counting, keys, options(1), clock)) {
      assertThat(drainer.drain(null, LIMITS).messages()).isEqualTo(1);
    }
    assertThat(requests).hasValueLessThan(100);
  }

  @Test
  void keyTooLongToBeSetAsideStopsNobody() {
    Kv kv = kv();
    String absurd = "k".repeat(600 << 10);
    put(kv, keys.queue(CLUSTER) + absurd, "x");
    put(kv, keys.queue(CLUSTER, partitionOf(BAD)) + absurd, "x");
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1), Samples.one(GOOD, Samples.UTIL, T0, 1));

    DrainResult result = drain(kv);

    assertThat(result.messages()).isEqualTo(2);
    assertThat(result.remaining()).isEqualTo(2);
    assertThat(StoreContents.of(kv, CLUSTER)).containsOnlyKeys(stored(BAD), stored(GOOD));
  }
}
