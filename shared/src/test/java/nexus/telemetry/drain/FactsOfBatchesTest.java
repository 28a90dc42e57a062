package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.SampleSink;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;

/**
 * Whose samples they are depends on what was published, in its order, and not on who drains when.
 */
class FactsOfBatchesTest extends DrainFixture {

  private static final GpuId GPU = gpu(1, 0);
  private static final long MINUTE = 60_000;

  private Kv kv = new InMemoryKv(clock);

  @Override
  Kv kv() {
    return kv;
  }

  /** What is said from one time on. */
  private record Said(int time, GpuFacts facts) {}

  /** Few facts, so that many of them contradict each other or leave something out. */
  @Provide
  Arbitrary<List<GpuSamples>> messages() {
    Arbitrary<GpuFacts> facts =
        Combinators.combine(
                Arbitraries.of("", "", "GPU-a", "GPU-b"),
                Arbitraries.of("", "535", "550"),
                Arbitraries.of("", "pod-a", "pod-b"),
                Arbitraries.of("", "0000:17:00.0"))
            .as(FactsOfBatchesTest::facts);
    Arbitrary<Said> said =
        Combinators.combine(Arbitraries.integers().between(0, 150), facts).as(Said::new);
    return Combinators.combine(Arbitraries.of("m", "m", "n"), said.list().ofMinSize(1).ofMaxSize(3))
        .as(FactsOfBatchesTest::message)
        .list()
        .ofMinSize(2)
        .ofMaxSize(8);
  }

  private static GpuFacts facts(String uuid, String driver, String pod, String bus) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("pod", pod);
    labels.put("pci_bus_id", bus);
    labels.values().removeIf(String::isEmpty);
    return new GpuFacts(uuid, "", "", driver, labels);
  }

  private static GpuSamples message(String metric, List<Said> said) {
    TreeMap<Integer, GpuFacts> byTime = new TreeMap<>();
    said.forEach(one -> byTime.put(one.time(), one.facts()));
    Runs.Builder<GpuFacts> runs = new Runs.Builder<>();
    byTime.forEach((time, facts) -> runs.from(T0 + time * MINUTE, facts));
    long[] times = byTime.keySet().stream().mapToLong(time -> T0 + time * MINUTE).toArray();
    return new GpuSamples(
        GPU, runs.build(), List.of(new MetricColumn(metric, times, new double[times.length])));
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void oneByOneTheyAreWhatTheyAreTogether(
      @ForAll("messages") List<GpuSamples> messages, @ForAll int cuts) {
    List<String> single = stored(messages, -1);
    assertThat(stored(messages, 0)).as("all at once").isEqualTo(single);
    assertThat(stored(messages, cuts)).as("in parts").isEqualTo(single);
  }

  /** Where samples of one batch contradict each other, that of the nearest time before counts. */
  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
  void betweenTwoSamplesOfOneMessageWhatALaterOneSaysCounts() {
    GpuFacts a = facts("GPU-a", "", "", "");
    GpuFacts b = facts("GPU-b", "", "", "");
    GpuFacts none = facts("", "", "", "");
    List<GpuSamples> messages =
        List.of(
            message("m", List.of(new Said(0, a), new Said(100, a))),
            message("m", List.of(new Said(50, b))),
            message("m", List.of(new Said(55, none))));

    assertThat(stored(messages, 0)).isEqualTo(stored(messages, -1));
    assertThat(stored(messages, 0))
        .anyMatch(line -> line.startsWith("55 ") && line.contains("GPU-b"));
  }

  /**
   * What is stored after messages were published in this order.
   *
   * @param cuts bit i says whether what is published is drained behind message i
   */
  private List<String> stored(List<GpuSamples> messages, int cuts) {
    kv = new InMemoryKv(clock);
    for (int i = 0; i < messages.size(); i++) {
      publish(kv, messages.get(i));
      if ((cuts >> i & 1) == 1) {
        drain(kv);
      }
    }
    drain(kv);
    List<String> all = new ArrayList<>();
    SeriesExport export = new SeriesExport(new SeriesQuery(kv, keys, HOUR, clock));
    GpuReference place = GpuReference.parse(Optional.empty(), Optional.of(GPU.alias()));
    try {
      export.writeAll(
          export.page(SeriesRequest.samples(CLUSTER, place, new TimeRange(T0, T0 + 24 * HOUR))),
          new Lines(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(all);
    GpuMetadata known =
        GpuMetadataCodec.decode(read(kv, Range.key(keys.metadata(CLUSTER, GPU))).get(0).value());
    all.add(known.facts() + " as of " + known.factsAsOfMs() + " since " + known.firstSeenMs());
    return all;
  }

  /** Notes each sample with its facts. */
  private static final class Lines implements SampleSink {
    private final List<String> lines;
    private GpuFacts facts;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void gpu(GpuId gpu, GpuFacts known) {
      facts = known;
    }

    @Override
    public void sample(String metric, long timeMs, double value) {
      lines.add((timeMs - T0) / MINUTE + " " + metric + " " + facts);
    }
  }
}
