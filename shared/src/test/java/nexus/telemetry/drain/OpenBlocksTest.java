package nexus.telemetry.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import nexus.telemetry.block.StoredBlock;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.kv.memory.FaultyKv.Step;
import nexus.telemetry.kv.memory.FaultyKv.When;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.StoreContents;
import org.junit.jupiter.api.Test;

/** A scrape goes into its host's newest values, and many of them into the GPU's blocks. */
final class OpenBlocksTest extends DrainFixture {

  private static final GpuId GPU = gpu(1, 0);
  private static final GpuId NEIGHBOUR = gpu(1, 1);
  private static final long STEP = 15_000;

  private InMemoryKv kv = new InMemoryKv(clock);
  private final List<GpuSamples> published = new ArrayList<>();

  @Override
  Kv kv() {
    return kv;
  }

  private static GpuSamples scrape(GpuId gpu, int number) {
    return Samples.series(gpu, T0 + number * STEP, STEP, 1);
  }

  private void publishAll(GpuSamples... samples) {
    publish(kv, samples);
    published.addAll(List.of(samples));
  }

  private void scrapes(int from, int to) {
    for (int number = from; number < to; number++) {
      publishAll(scrape(GPU, number), scrape(NEIGHBOUR, number));
      drain(kv);
    }
  }

  private List<Entry> blocks(GpuId gpu) {
    return read(kv, keys.blocks(CLUSTER, gpu, 0, Long.MAX_VALUE));
  }

  private long openOf(GpuId gpu) {
    return read(kv, Range.key(keys.latest(CLUSTER, gpu.host()))).stream()
        .map(entry -> HostLatestCodec.decode(entry.value()))
        .flatMap(host -> host.open(gpu.gpu()).stream())
        .mapToLong(open -> StoredBlock.read(open.bytes()).samples())
        .sum();
  }

  private void assertAllIsThereOnce() {
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
    assertThat(answers()).isEqualTo(StoreContents.expected(published));
  }

  /** What queries say, page by page. */
  private Map<String, NavigableMap<Long, Double>> answers() {
    Map<String, NavigableMap<Long, Double>> answers = new TreeMap<>();
    for (GpuId gpu : List.of(GPU, NEIGHBOUR)) {
      SeriesRequest request =
          SeriesRequest.samples(
                  CLUSTER, new GpuReference.ByPlace(gpu), new TimeRange(0, Long.MAX_VALUE / 2))
              .withLimit(7);
      SeriesPage page = new SeriesQuery(kv, keys, HOUR, clock).run(request);
      while (true) {
        assertThat(page.missing()).isEmpty();
        for (MetricColumn column : page.columns()) {
          NavigableMap<Long, Double> series =
              answers.computeIfAbsent(gpu.alias() + " " + column.metric(), x -> new TreeMap<>());
          for (int i = 0; i < column.size(); i++) {
            assertThat(series.put(column.time(i), column.value(i))).as("a point twice").isNull();
          }
        }
        if (page.nextRequest().isEmpty()) {
          break;
        }
        page = new SeriesQuery(kv, keys, HOUR, clock).run(page.nextRequest().get());
      }
    }
    return answers;
  }

  private void assertCounted() {
    long samples = published.stream().mapToLong(GpuSamples::size).sum();
    var counters = counters(kv);
    assertThat(counters.added() + counters.overwritten() + counters.unchanged()).isEqualTo(samples);
    long stored =
        StoreContents.expected(published).values().stream().mapToLong(NavigableMap::size).sum();
    assertThat(counters.added()).isEqualTo(stored);
  }

  @Test
  void aScrapeLeavesTheBlocksAsTheyAreUntilThereAreMany() {
    scrapes(0, 1);
    List<Entry> first = blocks(GPU);
    scrapes(1, 6);

    assertThat(first).hasSize(1);
    assertThat(blocks(GPU)).isEqualTo(first);
    assertThat(openOf(GPU)).isEqualTo(5 * 3);
    assertAllIsThereOnce();

    scrapes(6, 6 + StoredBlock.MOST_ROWS);

    assertThat(blocks(GPU).get(0).modRevision()).isGreaterThan(first.get(0).modRevision());
    assertThat(openOf(GPU)).isLessThan((StoredBlock.MOST_ROWS + 1) * 3L);
    assertAllIsThereOnce();
    assertCounted();
  }

  @Test
  void whatIsOlderClosesTheOpenBlockAndTheLaterValueStays() {
    scrapes(0, 5);
    publishAll(Samples.one(GPU, Samples.UTIL, T0 + 3 * STEP, 99));
    publishAll(Samples.one(GPU, Samples.UTIL, T0 + 2 * STEP + 1, 98));
    drain(kv);

    assertThat(openOf(GPU)).isZero();
    assertThat(openOf(NEIGHBOUR)).isEqualTo(4 * 3);
    assertAllIsThereOnce();
    assertCounted();
  }

  @Test
  void theSameContentAgainIsUnchanged() {
    scrapes(0, 4);
    publishAll(scrape(GPU, 2), scrape(NEIGHBOUR, 2));
    drain(kv);

    assertThat(counters(kv).unchanged()).isEqualTo(2 * 3);
    assertAllIsThereOnce();
    assertCounted();
  }

  @Test
  void aNewSpanBeginsAnotherBlock() {
    int last = (int) (HOUR / STEP);
    scrapes(last - 3, last + 3);

    assertThat(blocks(GPU)).hasSize(2);
    assertAllIsThereOnce();
    assertCounted();
  }

  @Test
  void anotherGpuInThePlaceClosesTheBlockOfTheOneBefore() {
    scrapes(0, 3);
    GpuSamples next = scrape(GPU, 3);
    publishAll(new GpuSamples(GPU, Samples.facts("GPU-next"), next.columns()));
    drain(kv);
    scrapes(4, 6);

    assertAllIsThereOnce();
    SeriesPage ofNext =
        new SeriesQuery(kv, keys, HOUR, clock)
            .run(
                SeriesRequest.samples(
                    CLUSTER,
                    new GpuReference.ByUuid("GPU-next", Optional.empty()),
                    new TimeRange(0, Long.MAX_VALUE / 2)));
    assertThat(ofNext.columns())
        .allSatisfy(column -> assertThat(column.times()).containsExactly(T0 + 3 * STEP));
  }

  @Test
  void podsOfTheirTimeAreToldOfSamplesInNoBlock() {
    scrapes(0, 2);
    for (int number = 2; number < 6; number++) {
      GpuSamples one = scrape(GPU, number);
      GpuFacts facts = one.facts().with(Map.of("pod", number < 4 ? "train" : "serve"));
      publishAll(new GpuSamples(GPU, facts, one.columns()));
      drain(kv);
    }

    SeriesPage ofServe =
        new SeriesQuery(kv, keys, HOUR, clock)
            .run(
                SeriesRequest.samples(
                        CLUSTER,
                        new GpuReference.ByPlace(GPU),
                        new TimeRange(0, Long.MAX_VALUE / 2))
                    .workingFor(Optional.empty(), Optional.of("serve")));

    assertThat(ofServe.columns())
        .hasSize(3)
        .allSatisfy(
            column -> assertThat(column.times()).containsExactly(T0 + 4 * STEP, T0 + 5 * STEP));
    assertAllIsThereOnce();
  }

  @Test
  void anotherMetricEveryOtherTimeStaysOpenToo() {
    scrapes(0, 1);
    List<Entry> first = blocks(GPU);
    for (int number = 1; number < 6; number++) {
      String metric = number % 2 == 0 ? Samples.UTIL : "some_other";
      publishAll(Samples.one(GPU, metric, T0 + number * STEP, number + 0.125));
      drain(kv);
    }

    assertThat(blocks(GPU)).isEqualTo(first);
    assertThat(openOf(GPU)).isEqualTo(5);
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  @Test
  void whereAnOlderReleaseMustReadItNothingStaysOpen() {
    put(kv, keys.formats(), "{\"v\":1,\"block\":4,\"metadata\":3,\"message\":3,\"latest\":1}");
    scrapes(0, 5);

    assertThat(openOf(GPU)).isZero();
    assertThat(read(kv, Range.key(keys.latest(CLUSTER, GPU.host()))))
        .allSatisfy(entry -> assertThat(new String(entry.value(), UTF_8)).startsWith("{\"v\":1,"));
    assertAllIsThereOnce();
  }

  @Test
  void damagedNewestValuesAreToldOfAndWhatFollowsIsStored() {
    scrapes(0, 4);
    put(kv, keys.latest(CLUSTER, GPU.host()), "damaged");

    SeriesPage page =
        new SeriesQuery(kv, keys, HOUR, clock)
            .run(
                SeriesRequest.samples(
                    CLUSTER, new GpuReference.ByPlace(GPU), new TimeRange(0, T0 + HOUR)));
    assertThat(page.missing()).hasSize(1);
    assertThat(page.columns()).isNotEmpty();

    scrapes(2, 8);

    Map<String, NavigableMap<Long, Double>> stored = StoreContents.of(kv, CLUSTER);
    assertThat(answers()).isEqualTo(stored);
    assertThat(stored.get(GPU.alias() + " " + Samples.UTIL)).containsKey(T0 + 7 * STEP);
  }

  @Test
  void whateverIsPublishedInWhicheverOrderIsThereOnceAndCountedOnce() {
    for (int seed = 0; seed < 60; seed++) {
      kv = new InMemoryKv(clock);
      published.clear();
      publishSomeOf(new Random(seed));
      assertAllIsThereOnce();
      assertCounted();
    }
  }

  /** Scrapes of one GPU or both, mostly later than those before, drained now and then. */
  private void publishSomeOf(Random random) {
    int number = 0;
    try (Drainer kept = new Drainer(kv, keys, options(1), clock)) {
      for (int i = 0; i < 40; i++) {
        number = random.nextInt(8) == 0 ? random.nextInt(500) : number + 1 + random.nextInt(2);
        GpuSamples one = scrape(GPU, number);
        GpuSamples other = scrape(NEIGHBOUR, number + random.nextInt(2));
        switch (random.nextInt(4)) {
          case 0 -> publishAll(one);
          case 1 -> publishAll(other);
          default -> publishAll(one, other);
        }
        if (random.nextInt(3) > 0) {
          kept.drain(CLUSTER, LIMITS);
        } else if (random.nextInt(3) == 0) {
          kept.release();
          drain(kv);
        }
      }
      kept.drain(CLUSTER, LIMITS);
    }
  }

  @Test
  void factsAndBlocksOfALargePartitionAreReadOnce() {
    List<GpuId> gpus = ofOnePartition(40);
    AtomicInteger facts = new AtomicInteger();
    FaultyKv counted = new FaultyKv(kv);
    counted.onStep(step -> facts.addAndGet(step.isTxn(When.BEFORE) ? factsIn(step) : 0));
    try (Drainer drainer = new Drainer(counted, keys, options(2), clock)) {
      for (int number = 0; number < 3; number++) {
        int scrape = number;
        publishAll(gpus.stream().map(gpu -> scrape(gpu, scrape)).toArray(GpuSamples[]::new));
        drainer.drain(CLUSTER, LIMITS);
      }
    }

    assertThat(facts.get()).isEqualTo(gpus.size());
    assertThat(StoreContents.of(kv, CLUSTER)).isEqualTo(StoreContents.expected(published));
  }

  private List<GpuId> ofOnePartition(int hosts) {
    return IntStream.iterate(0, host -> host + 1)
        .filter(host -> partitionOf(gpu(host, 0)).equals(partitionOf(gpu(0, 0))))
        .limit(hosts)
        .boxed()
        .flatMap(host -> IntStream.range(0, 8).mapToObj(index -> gpu(host, index)))
        .toList();
  }

  /** Of how many GPUs a step reads the facts. */
  private static int factsIn(Step step) {
    return (int)
        ((Txn) step.request())
            .then().stream()
                .filter(op -> op instanceof Op.Get get && isOfFacts(get.range().from()))
                .count();
  }

  private static boolean isOfFacts(String key) {
    return key.startsWith(Keyspace.cluster(CLUSTER) + "hosts/") && key.endsWith("/metadata");
  }
}
