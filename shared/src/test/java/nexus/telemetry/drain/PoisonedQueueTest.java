package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.drain.DrainResult.Outcome;
import nexus.telemetry.drain.DrainResult.PartitionResult;
import nexus.telemetry.etcd.FaultyKv;
import nexus.telemetry.etcd.InMemoryKv;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Keyspace.MessageKey;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Range;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.queue.Message;
import nexus.telemetry.queue.MessageCodec;
import nexus.telemetry.store.BlockCodec;
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
  void countersThatCannotBeReadStopTheirPartitionAlone() {
    Kv kv = kv();
    put(kv, keys.drainCounter(CLUSTER, partitionOf(BAD)), "none");
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1), Samples.one(GOOD, Samples.UTIL, T0, 1));

    DrainResult result = drain(kv, options(1), LIMITS);

    assertThat(result.messages()).isEqualTo(1);
    assertThat(result.remaining()).isEqualTo(1);
    assertThat(result.partitions())
        .extracting(PartitionResult::outcome)
        .containsExactlyInAnyOrder(Outcome.RETRY_LATER, Outcome.DRAINED);
    assertThatThrownBy(() -> drain(kv))
        .isInstanceOf(KvException.class)
        .hasMessageContaining(partitionOf(BAD));
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
    String bytes = keys.deadLetterBytes(CLUSTER, partitionOf(BAD), tail);
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

  /** Only one of two blocks is damaged: what goes into the other one is not to be set aside. */
  @Test
  void messageThatCouldBeStoredIsNotSetAsideWithOneThatCannot() {
    Kv kv = kv();
    put(kv, keys.block(CLUSTER, BAD, T0), new byte[] {1, 2, 3});
    publish(kv, Samples.one(BAD, Samples.UTIL, T0, 1));
    publish(kv, Samples.one(BAD, Samples.UTIL, T0 + HOUR, 2));

    for (int drains = 0; drains < 6; drains++) {
      drain(kv);
    }

    assertThat(count(kv, "/telemetry/queue/")).isZero();
    assertThat(read(kv, keys.deadLetters(CLUSTER))).hasSize(1);
    byte[] block = read(kv, Range.key(keys.block(CLUSTER, BAD, T0 + HOUR))).get(0).value();
    assertThat(BlockCodec.decode(block).size()).isEqualTo(1);
  }

  @Test
  void newestValuesThatCannotBeReadDoNotStopTheExpiryOfOtherHosts() {
    Kv kv = kv();
    DrainOptions twoHours = new DrainOptions("test", 1, 0, 100, 16, HOUR, 2 * HOUR);
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0, 1));
    drain(kv, twoHours, LIMITS);
    put(kv, keys.latest(CLUSTER, BAD.host()), "damaged");
    put(kv, keys.expired(CLUSTER), "never");
    publish(kv, Samples.one(GOOD, Samples.UTIL, T0 + 5 * HOUR, 1));

    assertThat(drain(kv, twoHours, LIMITS).messages()).isEqualTo(1);

    assertThat(StoreContents.of(kv, CLUSTER).get(stored(GOOD))).containsOnlyKeys(T0 + 5 * HOUR);
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
}
