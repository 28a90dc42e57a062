package nexus.functions.api.series;

import static nexus.telemetry.model.Unreadable.unreadable;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import nexus.functions.api.RequestParameters;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.Position;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of one query, case by case; in one long class, as all share one filled store. */
class SeriesFunctionTest {

  private static final GpuId GPU = new GpuId("node-1", "0");
  private static final String UUID = "GPU-5fd4f087-86f3";

  private final InMemoryKv kv = new InMemoryKv(TestStore.CLOCK);
  private final TestStore store = new TestStore(kv);

  /** An hour of two metrics, a sample a minute, up to a minute before now. */
  @BeforeEach
  void fill() {
    Number[] temperature = new Number[120];
    Number[] utilization = new Number[120];
    for (int i = 0; i < 60; i++) {
      temperature[2 * i] = utilization[2 * i] = minute(i);
      temperature[2 * i + 1] = 40 + i / 4.0;
      utilization[2 * i + 1] = i;
    }
    store.gpu(
        GPU,
        facts(UUID, "H100"),
        TestStore.SPAN,
        List.of(minute(20), minute(40)),
        column("DCGM_FI_DEV_GPU_TEMP", temperature),
        column("DCGM_FI_DEV_GPU_UTIL", utilization));
    store.gpu(new GpuId("node-1", "0.3"), facts(UUID, "H100"), column("X", NOW - 5, 7));
  }

  private static long minute(int i) {
    return NOW - 3_600_000L + i * 60_000L;
  }

  private static List<String> metrics(SeriesAnswer answer) {
    return answer.series().stream().map(SeriesAnswer.Series::metric).toList();
  }

  @Test
  void withoutTimesTheNewestValueOfEachMetricIsAnswered() {
    SeriesAnswer answer = Ask.series(store, "gpu", "node-1/0");

    assertThat(answer)
        .extracting(
            SeriesAnswer::cluster,
            SeriesAnswer::host,
            SeriesAnswer::gpu,
            SeriesAnswer::uuid,
            SeriesAnswer::device,
            SeriesAnswer::model)
        .containsExactly(TestStore.CLUSTER, "node-1", "0", UUID, "nvidia0", "H100");
    assertThat(answer.from()).isNull();
    assertThat(answer.to()).isNull();
    assertThat(answer.cursor()).isNull();
    assertThat(answer.series().stream().map(SeriesAnswer.Series::points))
        .containsExactly(
            column("DCGM_FI_DEV_GPU_TEMP", minute(59), 54.75),
            column("DCGM_FI_DEV_GPU_UTIL", minute(59), 59));
  }

  @Test
  void newestValuesArePagedToo() {
    SeriesAnswer first = Ask.series(store, "gpu", "node-1/0", "limit", "1");
    SeriesAnswer second =
        Ask.series(store, "gpu", "node-1/0", "limit", "1", "cursor", first.cursor());

    assertThat(metrics(first)).containsExactly("DCGM_FI_DEV_GPU_TEMP");
    assertThat(metrics(second)).containsExactly("DCGM_FI_DEV_GPU_UTIL");
    assertThat(second.cursor()).isNull();
  }

  @Test
  void uuidAliasAndHostWithIndexNameTheSameGpu() {
    SeriesAnswer byAlias = Ask.series(store, "gpu", "node-1/0", "from", "now-15m");

    assertThat(Ask.series(store, "gpu", UUID, "from", "now-15m")).isEqualTo(byAlias);
    assertThat(Ask.series(store, "host", "node-1", "gpu", "0", "from", "now-15m"))
        .isEqualTo(byAlias);
    assertThat(Ask.series(store, "host", "node-1", "gpu", UUID, "from", "now-15m"))
        .isEqualTo(byAlias);
    assertThat(Ask.series(store, "gpu", UUID)).isEqualTo(Ask.series(store, "gpu", "node-1/0"));
  }

  @Test
  void anInstanceIsNamedByPlaceOrByItsGpusUuid() {
    assertThat(Ask.series(store, "gpu", UUID + ".3").series().get(0).points())
        .isEqualTo(column("X", NOW - 5, 7));
    assertThat(Ask.series(store, "gpu", UUID + ".3", "from", "0"))
        .isEqualTo(Ask.series(store, "gpu", "node-1/0.3", "from", "0"));
    assertThatThrownBy(() -> Ask.series(store, "gpu", UUID + ".4"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    SeriesAnswer answer =
        Ask.series(
            store,
            "gpu",
            "node-1/0",
            "metric",
            "DCGM_FI_DEV_GPU_UTIL",
            "from",
            "2025-07-18T19:30:00Z",
            "to",
            Long.toString(minute(33) / 1000));

    assertThat(answer.from()).isEqualTo("2025-07-18T19:30:00Z");
    assertThat(answer.to()).isEqualTo("2025-07-18T19:33:00Z");
    assertThat(answer.series())
        .containsExactly(
            new SeriesAnswer.Series(
                "DCGM_FI_DEV_GPU_UTIL",
                new TreeMap<>(),
                answer.series().get(0).unit(),
                column("DCGM_FI_DEV_GPU_UTIL", minute(30), 30, minute(31), 31, minute(32), 32)));
  }

  @Test
  void onlyFromReachesTheFutureAndOnlyToReachesTheBeginning() {
    store.gpu(new GpuId("n", "1"), facts("", ""), column("A", 0, 1, NOW + 86_400_000, 2));

    assertThat(Ask.series(store, "gpu", "n/1", "from", "now").series().get(0).points())
        .isEqualTo(column("A", NOW + 86_400_000, 2));
    SeriesAnswer before = Ask.series(store, "gpu", "n/1", "to", "now");
    assertThat(before.series().get(0).points()).isEqualTo(column("A", 0, 1));
    assertThat(before.from()).isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void aRangeThatHoldsNothingHasNoSeries() {
    assertThat(Ask.series(store, "gpu", "node-1/0", "from", "now", "to", "now").series()).isEmpty();
    assertThat(Ask.series(store, "gpu", "node-1/0", "from", "0", "to", "1000").series()).isEmpty();
    assertThat(Ask.series(store, "gpu", "node-1/0", "from", "9999999999999").series()).isEmpty();
  }

  @Test
  void metricsMayBeRepeatedOrListedAndUnknownOnesAreLeftOut() {
    assertThat(
            metrics(
                Ask.series(
                    store,
                    "gpu",
                    "node-1/0",
                    "from",
                    "0",
                    "metric",
                    "DCGM_FI_DEV_GPU_UTIL,NEVER_SEEN",
                    "metric",
                    "DCGM_FI_DEV_GPU_TEMP")))
        .containsExactly("DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_GPU_UTIL");
    assertThat(metrics(Ask.series(store, "gpu", "node-1/0", "metric", "NEVER_SEEN"))).isEmpty();
  }

  @Test
  void bucketsAreAlignedToTheEpochAndAverageUnlessToldOtherwise() {
    SeriesAnswer answer =
        Ask.series(
            store,
            "gpu",
            "node-1/0",
            "metric",
            "DCGM_FI_DEV_GPU_UTIL",
            "from",
            Long.toString(minute(3)),
            "to",
            Long.toString(minute(20)),
            "step",
            "10m");

    assertThat(answer.series().get(0).points())
        .isEqualTo(column("DCGM_FI_DEV_GPU_UTIL", minute(0), 6, minute(10), 14.5));
  }

  @ParameterizedTest
  @CsvSource({
    "gpu, 0",
    "gpu, 0.3",
    "gpu, ../0",
    "gpu, node-1/../0",
    "gpu, ''",
    "host, a/b",
    "cluster, a/b",
    "metric, a b",
    "metric, 'A,,B'",
    "from, yesterday",
    "from, now+1h",
    "from, now-",
    "from, -5",
    "to, now-1x",
    "step, 0s",
    "step, 10",
    "step, 367d",
    "step, 5m5",
    "agg, median",
    "limit, 0",
    "limit, 100001",
    "limit, 1e3",
    "cursor, '!!'",
    "cursor, AAAA"
  })
  void aParameterThatCannotBeUsedIsNamed(String field, String value) {
    var parameters =
        TestStore.parameters("gpu", "node-1/0", "from", "now-5m", "step", "1m", "agg", "max");
    parameters.put(field, List.of(value));

    assertThatThrownBy(() -> Ask.series(store, parameters))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void parametersThatContradictEachOtherAreRefused() {
    assertField("agg", "gpu", "node-1/0", "from", "0", "agg", "max");
    assertField("from", "gpu", "node-1/0", "step", "1m");
    assertField("from", "gpu", "node-1/0", "to", "now", "step", "1m");
    assertField("to", "gpu", "node-1/0", "from", "now", "to", "now-1m");
    assertField("limit", "gpu", "node-1/0", "limit", "1", "limit", "2");
    assertField("gpu", "host", "node-1", "gpu", "node-1/0");
  }

  private void assertField(String field, String... parameters) {
    assertThatThrownBy(() -> Ask.series(store, parameters))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void aHundredMetricsAreTheMost() {
    String names = "M1";
    for (int i = 2; i <= 100; i++) {
      names += ",M" + i;
    }
    assertThat(Ask.series(store, "gpu", "node-1/0", "metric", names).series()).isEmpty();
    assertField("metric", "gpu", "node-1/0", "metric", names + ",M101");
  }

  @ParameterizedTest
  @CsvSource({
    "gpu, node-1/9, c1",
    "gpu, node-9/0, c1",
    "gpu, GPU-unknown, c1",
    "cluster, node-1/0, c2",
    "cluster, GPU-unknown, c2"
  })
  void whatIsUnknownIsNotFound(String field, String gpu, String cluster) {
    for (String from : List.of("", "0")) {
      assertThatThrownBy(() -> Ask.series(store, "gpu", gpu, "cluster", cluster, "from", from))
          .isInstanceOfSatisfying(
              NotFoundException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
  }

  @Test
  void aUuidOnAnotherHostIsNotFound() {
    assertThatThrownBy(() -> Ask.series(store, "gpu", UUID, "host", "node-2"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void pagesReadOneRevisionWhateverIsWrittenMeanwhile() {
    String[] query = {
      "gpu", "node-1/0", "from", "0", "limit", "50", "metric", "DCGM_FI_DEV_GPU_UTIL"
    };
    MetricColumn before =
        Ask.series(store, "gpu", "node-1/0", "from", "0").series().get(1).points();
    SeriesAnswer first = Ask.series(store, query);

    store.delete(store.keys.block(TestStore.CLUSTER, GPU, minute(40)));
    store.gpu(GPU, facts(UUID, "other"), column("DCGM_FI_DEV_GPU_UTIL", minute(59), -1));
    SeriesAnswer second = Ask.series(store, with(query, "cursor", first.cursor()));

    assertThat(first.series().get(0).points()).isEqualTo(before.slice(0, 50));
    assertThat(second.series().get(0).points()).isEqualTo(before.slice(50, 60));
    assertThat(second.model()).isEqualTo("H100");
    assertThat(second.cursor()).isNull();
  }

  @Test
  void aCursorOfACompactedRevisionIsGone() {
    String[] query = {"gpu", "node-1/0", "from", "now-1h", "limit", "10"};
    SeriesAnswer first = Ask.series(store, query);
    store.put("/other", "x");
    kv.compact(store.revision());

    assertThatThrownBy(() -> Ask.series(store, with(query, "cursor", first.cursor())))
        .isInstanceOf(GoneException.class);
  }

  /** Of a store that was restored from a backup, or of another one. */
  @Test
  void aCursorOfARevisionThatHasNotComeIsGone() {
    String[] query = {"gpu", "node-1/0", "from", "now-1h", "limit", "10"};
    for (long revision : new long[] {store.revision() + 1, Long.MAX_VALUE}) {
      String forged = forged(query, revision, 0, 1, 1);
      assertThatThrownBy(() -> Ask.series(store, with(query, "cursor", forged)))
          .isInstanceOf(GoneException.class);
    }
  }

  /** Its hash is no secret: whoever forges one may say any time in it. */
  @Test
  void aForgedCursorOfTimesThatCannotBeIsRefused() {
    String[] range = {"gpu", "node-1/0", "from", "now-1h", "limit", "10"};
    String[] newest = {"gpu", "node-1/0", "limit", "1"};
    long[] none = {Long.MIN_VALUE, -2, Timestamps.MAX_MS + 1, Long.MAX_VALUE};
    for (long time : none) {
      assertRefused(range, forged(range, 1, time, 1_000, 1));
      assertRefused(range, forged(range, 1, 0, time, 1));
      assertRefused(range, forged(range, 1, 0, 1_000, time));
      assertRefused(newest, forged(newest, 1, time, time, 1));
    }
    assertRefused(range, forged(range, 1, 2, 1, 1));
    assertRefused(range, forged(range, 1, -1, -1, 1));
    assertRefused(newest, forged(newest, 1, 0, 1_000, 1));
    assertRefused(range, forged(range, 0, 0, 1_000, 1));
    assertRefused(range, forged(range, -1, 0, 1_000, 1));
  }

  private void assertRefused(String[] query, String cursor) {
    assertField("cursor", with(query, "cursor", cursor));
  }

  private static String forged(String[] query, long revision, long from, long to, long time) {
    SeriesParameters asked =
        SeriesParameters.of(
            new RequestParameters(TestStore.parameters(query)),
            TestStore.CLUSTER,
            new GpuReference.ByPlace(GPU),
            new SeriesParameters.Spelling("from", "to", 10),
            TestStore.NOW);
    return new SeriesCursor(revision, from, to, new Position(time, "A")).encode(asked.identity());
  }

  @Test
  void aCursorOfAnotherQueryIsRefused() {
    SeriesAnswer first = Ask.series(store, "gpu", "node-1/0", "from", "now-1h", "limit", "10");

    assertField("cursor", "gpu", "node-1/0", "from", "now-2h", "cursor", first.cursor());
    assertField("cursor", "gpu", UUID, "from", "now-1h", "cursor", first.cursor());
    assertField("cursor", "gpu", "node-1/0", "cursor", first.cursor());
    String damaged = first.cursor().substring(0, 20) + "AAAA" + first.cursor().substring(24);
    assertField("cursor", "gpu", "node-1/0", "from", "now-1h", "cursor", damaged);
  }

  @Test
  void aCursorKeepsTheRangeWhileNowMoves() {
    String[] query = {"gpu", "node-1/0", "from", "now-1h", "limit", "100"};
    SeriesAnswer first = Ask.series(store, query);
    SeriesAnswer second =
        Ask.series(
            store.kv,
            store.keys,
            TestStore.SPAN,
            () -> TestStore.CLOCK.instant().plusSeconds(3500),
            TestStore.parameters(with(query, "cursor", first.cursor())),
            Long.MAX_VALUE);

    assertThat(second.from()).isEqualTo(first.from());
    assertThat(second.to()).isEqualTo(first.to());
    assertThat(second.series().stream().mapToInt(s -> s.points().size()).sum()).isEqualTo(20);
  }

  @Test
  void blocksThatOverlapAreNotAnswered() {
    store.put(
        store.keys.block(TestStore.CLUSTER, GPU, minute(50)),
        BlockCodec.encode(new Block(List.of(column("DCGM_FI_DEV_GPU_UTIL", minute(5), 1)))));

    assertThatThrownBy(() -> Ask.series(store, "gpu", "node-1/0", "from", "now-1h"))
        .satisfies(unreadable(Kind.ANSWER))
        .hasMessageContaining("older than an earlier block");
  }

  @Test
  void factsThatCannotBeReadAreAnsweredAsUnknown() {
    GpuId gpu = new GpuId("n", "1");
    store.gpu(gpu, facts("GPU-1", "H"), column("A", 1000, 97));
    store.put(store.keys.metadata(TestStore.CLUSTER, gpu), "none");

    SeriesAnswer answer = Ask.series(store, "gpu", "n/1", "from", "0", "to", "9");

    assertThat(answer.uuid()).isEmpty();
    assertThat(answer.series()).hasSize(1);
  }

  @Test
  void theAnswerIsCompactJson() throws Exception {
    store.gpu(
        new GpuId("n", "1"), facts("GPU-1", "H"), column("A", 1000, 97, 2000, 97.5, 3000, -0.0));

    assertThat(
            new ObjectMapper()
                .writeValueAsString(Ask.series(store, "gpu", "n/1", "from", "0", "to", "9")))
        .isEqualTo(
            "{\"cluster\":\"c1\",\"host\":\"n\",\"gpu\":\"1\",\"uuid\":\"GPU-1\","
                + "\"device\":\"nvidia0\",\"model\":\"H\",\"from\":\"1970-01-01T00:00:00Z\","
                + "\"to\":\"1970-01-01T00:00:09Z\",\"series\":[{\"metric\":\"A\",\"unit\":\"\","
                + "\"points\":[[1000,97],[2000,97.5],[3000,-0.0]]}],\"cursor\":null}");
  }

  private static String[] with(String[] query, String name, String value) {
    String[] more = Arrays.copyOf(query, query.length + 2);
    more[query.length] = name;
    more[query.length + 1] = value;
    return more;
  }
}
