package nexus.telemetry.query.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.testing.TestStore;

/** Any range, step and page size over any blocks, against a plain computation from the samples. */
class SeriesQueryPropertyTest {

  private static final GpuId GPU = new GpuId("h", "0");
  private static final long SPAN = 50;

  /**
   * What is stored.
   *
   * @param samples by metric, by time
   * @param splits times at which blocks are cut besides the multiples of the span
   */
  record Stored(SortedMap<String, TreeMap<Long, Double>> samples, List<Long> splits) {}

  @Property(tries = 300)
  void pagesOfSamplesJoinToTheRange(
      @ForAll("stored") Stored stored,
      @ForAll @LongRange(max = 600) long from,
      @ForAll @LongRange(max = 600) long length,
      @ForAll @IntRange(min = 1, max = 40) int limit) {
    Map<String, SortedMap<Long, Double>> expected = new TreeMap<>();
    stored
        .samples()
        .forEach((metric, all) -> put(expected, metric, all.subMap(from, from + length)));

    assertThat(pages(stored, samples(from, length, limit))).isEqualTo(expected);
  }

  @Property(tries = 500)
  void pagesOfBucketsJoinToTheAggregates(
      @ForAll("stored") Stored stored,
      @ForAll @LongRange(max = 600) long from,
      @ForAll @LongRange(max = 600) long length,
      @ForAll @IntRange(min = 1, max = 20) int limit,
      @ForAll @IntRange(min = 1, max = 250) int step,
      @ForAll Aggregation aggregation) {
    Map<String, SortedMap<Long, Double>> expected = new TreeMap<>();
    stored
        .samples()
        .forEach(
            (metric, all) ->
                put(expected, metric, buckets(all.subMap(from, from + length), step, aggregation)));

    Map<String, SortedMap<Long, Double>> pages =
        pages(stored, samples(from, length, limit).everyStep(step, aggregation));

    assertThat(pages.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (metric, points) -> {
          assertThat(pages.get(metric).keySet()).isEqualTo(points.keySet());
          points.forEach(
              (time, value) ->
                  assertThat(pages.get(metric).get(time)).isCloseTo(value, within(1e-9)));
        });
  }

  /** All times are shifted by as much, so that they look like those of today. */
  private static final long BASE = 1_000_000_000_000L;

  private static SeriesRequest samples(long from, long length, int limit) {
    TimeRange range = new TimeRange(BASE + from, BASE + from + length);
    return SeriesRequest.samples(TestStore.CLUSTER, new GpuReference.ByPlace(GPU), range)
        .withLimit(limit);
  }

  private static void put(
      Map<String, SortedMap<Long, Double>> series, String metric, SortedMap<Long, Double> points) {
    if (!points.isEmpty()) {
      series.put(metric, points);
    }
  }

  private static SortedMap<Long, Double> buckets(
      SortedMap<Long, Double> samples, int step, Aggregation aggregation) {
    Map<Long, List<Double>> buckets = new LinkedHashMap<>();
    samples.forEach(
        (time, value) -> {
          long start = (BASE + time) / step * step - BASE;
          buckets.computeIfAbsent(start, s -> new ArrayList<>()).add(value);
        });
    SortedMap<Long, Double> points = new TreeMap<>();
    buckets.forEach((start, values) -> points.put(start, aggregate(values, aggregation)));
    return points;
  }

  private static double aggregate(List<Double> values, Aggregation aggregation) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return switch (aggregation) {
      case AVG -> Arrays.stream(sorted).average().orElseThrow();
      case MIN -> sorted[0];
      case MAX -> sorted[sorted.length - 1];
      case SUM -> Arrays.stream(sorted).sum();
      case COUNT -> sorted.length;
      case LAST -> values.get(values.size() - 1);
      case P95 -> sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
    };
  }

  /** Asks page by page to the end, checking each page's size, and joins the pages. */
  private static Map<String, SortedMap<Long, Double>> pages(Stored stored, SeriesRequest first) {
    TestStore store = new TestStore();
    store.gpu(
        GPU,
        TestStore.facts("", ""),
        SPAN,
        stored.splits().stream().map(split -> BASE + split).toList(),
        columns(stored));
    SeriesQuery query = new SeriesQuery(store.kv, store.keys, SPAN, TestStore.CLOCK);
    Map<String, SortedMap<Long, Double>> joined = new TreeMap<>();
    Optional<SeriesRequest> next = Optional.of(first);
    while (next.isPresent()) {
      SeriesPage page = query.run(next.get());
      for (MetricColumn points : page.columns()) {
        join(joined.computeIfAbsent(points.metric(), m -> new TreeMap<>()), points);
      }
      next = page.nextRequest();
      assertThat(page.size()).isLessThanOrEqualTo(first.limit());
      assertThat(next.isEmpty() || page.size() == first.limit())
          .as("only the last page is short")
          .isTrue();
    }
    return joined;
  }

  private static void join(SortedMap<Long, Double> joined, MetricColumn page) {
    for (int i = 0; i < page.size(); i++) {
      long time = page.time(i) - BASE;
      assertThat(joined.isEmpty() || joined.lastKey() < time).as("times ascend").isTrue();
      joined.put(time, page.value(i));
    }
  }

  private static MetricColumn[] columns(Stored stored) {
    return stored.samples().entrySet().stream()
        .map(
            metric ->
                new MetricColumn(
                    metric.getKey(),
                    metric.getValue().keySet().stream().mapToLong(t -> BASE + t).toArray(),
                    metric.getValue().values().stream().mapToDouble(v -> v).toArray()))
        .toArray(MetricColumn[]::new);
  }

  @Provide
  Arbitrary<Stored> stored() {
    Arbitrary<TreeMap<Long, Double>> samples =
        Arbitraries.maps(
                Arbitraries.longs().between(0, 599),
                Arbitraries.doubles().between(-1000, 1000).ofScale(2))
            .ofMinSize(1)
            .ofMaxSize(60)
            .map(TreeMap::new);
    Arbitrary<SortedMap<String, TreeMap<Long, Double>>> metrics =
        Arbitraries.maps(Arbitraries.of("A", "B", "C", "D"), samples)
            .ofMinSize(1)
            .map(TreeMap::new);
    return Combinators.combine(metrics, Arbitraries.longs().between(0, 599).list().ofMaxSize(6))
        .as(Stored::new);
  }
}
