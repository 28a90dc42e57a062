package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Names;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** A host whose newest values outgrow one request, beside others. */
final class CrowdedHostTest extends DrainFixture {

  private static final int METRICS = 1_000;

  private final InMemoryKv kv = new InMemoryKv(clock);

  @Override
  Kv kv() {
    return kv;
  }

  /** One value of each of so many metrics, with the longest names, that no other GPU has. */
  private static GpuSamples wide(GpuId gpu) {
    List<MetricColumn> columns = new ArrayList<>();
    for (int i = 0; i < METRICS; i++) {
      String metric = "%04d_%s_".formatted(i, gpu.gpu());
      columns.add(
          new MetricColumn(
              metric + "x".repeat(Names.MAX_LENGTH - metric.length()),
              new long[] {T0},
              new double[] {i}));
    }
    return new GpuSamples(gpu, Samples.facts(""), columns);
  }

  /** Of an instance of a GPU without a name, which cannot be stored. */
  private static GpuSamples unstorable(int instance) {
    GpuFacts facts = new GpuFacts("GPU-1", "", "", "", Map.of("GPU_I_ID", "" + instance));
    GpuId nameless = new GpuId(gpu(1, 0).host(), "." + instance);
    return new GpuSamples(
        nameless, facts, Samples.one(nameless, Samples.UTIL, T0, instance).columns());
  }

  private long revision() {
    return KvFutures.await(kv.range(Range.key("/"))).revision();
  }

  private GpuId neighbour() {
    return IntStream.iterate(2, host -> host + 1)
        .mapToObj(host -> gpu(host, 0))
        .filter(gpu -> partitionOf(gpu).equals(partitionOf(gpu(1, 0))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thousandsOfMessagesThatCannotBeStoredComeBehindTheOtherHostsOfTheirPartition() {
    for (int instance = 0; instance < 300; instance++) {
      publish(kv, unstorable(instance));
    }
    publish(kv, Samples.one(neighbour(), Samples.UTIL, T0 + HOUR, 5));

    DrainResult first = drain(kv, options(2), new DrainLimits(100, 60_000));

    assertThat(first.messages()).as("the neighbour's").isEqualTo(1);
    for (int again = 0; again < 40; again++) {
      drain(kv, options(2), new DrainLimits(100, 60_000));
    }
    assertThat(count(kv, keys.queue(CLUSTER))).isZero();
    assertThat(read(kv, keys.deadLetters(CLUSTER))).hasSize(300);
    assertThat(count(kv, keys.attempts(CLUSTER, partitionOf(gpu(1, 0))))).isZero();
  }

  @Test
  void gpusOfAHostOfThousandsShareCommits() {
    int gpus = 2_000;
    GpuSamples[] all = new GpuSamples[gpus];
    for (int index = 0; index < gpus; index++) {
      all[index] = Samples.one(gpu(1, index), Samples.UTIL, T0, index % 100);
    }
    publish(kv, all);
    long before = revision();

    assertThat(drain(kv).messages()).isEqualTo(gpus);

    assertThat(revision() - before).as("transactions").isLessThan(gpus / 10);
    assertThat(StoreContents.of(kv, CLUSTER)).hasSize(gpus);
  }

  @Test
  void whatDoesNotFitIsADeadLetterThatSaysWhyAndStopsNobodyElse() {
    for (int index = 0; index < 4; index++) {
      publish(kv, wide(gpu(1, index)));
    }
    publish(kv, Samples.one(gpu(2, 0), Samples.UTIL, T0, 5));

    for (int attempt = 0; attempt < FailedMessages.MAX_ATTEMPTS; attempt++) {
      drain(kv);
    }

    assertThat(count(kv, keys.queue(CLUSTER))).isZero();
    List<Entry> letters = read(kv, keys.deadLetters(CLUSTER));
    assertThat(letters)
        .isNotEmpty()
        .allSatisfy(
            letter ->
                assertThat(DeadLetter.decode(letter.value()).reason())
                    .contains("newest values of host host-1")
                    .contains("too many metrics"));
    assertThat(StoreContents.of(kv, CLUSTER).keySet())
        .contains("host-2/0 " + Samples.UTIL)
        .filteredOn(series -> series.startsWith("host-1/0 "))
        .hasSize(METRICS);
    publish(kv, Samples.one(gpu(1, 0), Samples.UTIL, T0, 5));
    assertThat(drain(kv).messages()).as("the host goes on").isEqualTo(1);
    assertThat(read(kv, Range.prefix(keys.latest(CLUSTER))))
        .allSatisfy(entry -> assertThat(entry.value().length).isLessThan(Kv.MAX_BYTES));
  }
}
