package nexus.telemetry.query;

import static nexus.telemetry.query.TestStore.CLUSTER;
import static nexus.telemetry.query.TestStore.NOW;
import static nexus.telemetry.query.TestStore.column;
import static nexus.telemetry.query.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.FaultyKv;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.query.ClusterSummary.Figures;
import nexus.telemetry.query.ClusterSummary.Top;
import org.junit.jupiter.api.Test;

class ClusterStatsTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";
  private static final long STALE_AFTER = 300_000;

  private final TestStore store = new TestStore();

  private ClusterSummary stats(String... parameters) {
    return new ClusterStats(
            store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 1_000, STALE_AFTER)
        .run(TestStore.parameters(parameters), CLUSTER);
  }

  @Test
  void figuresAgreeWithAnIndependentSum() {
    Random random = new Random(7);
    Map<String, List<Double>> values = new HashMap<>();
    long stale = 0;
    long idle = 0;
    for (int i = 0; i < 700; i++) {
      GpuId gpu =
          new GpuId(String.format(Locale.ROOT, "node-%03d", i / 2), Integer.toString(i % 2));
      long time = NOW - random.nextInt(600_000);
      List<MetricColumn> columns = new ArrayList<>();
      for (String metric : List.of(TEMP, UTIL, "Z")) {
        if (random.nextInt(10) > 0) {
          double value = random.nextInt(4) == 0 ? 0 : random.nextInt(1000) / 8.0;
          columns.add(column(metric, time - 1, 5000, time, value));
          values.computeIfAbsent(metric, m -> new ArrayList<>()).add(value);
          idle += metric.equals(UTIL) && value < 1 ? 1 : 0;
        }
      }
      stale += columns.isEmpty() || time < NOW - STALE_AFTER ? 1 : 0;
      store.gpu(
          gpu, facts("GPU-" + i, i % 3 == 0 ? "" : "H100"), columns.toArray(MetricColumn[]::new));
    }

    ClusterSummary summary = stats();

    assertThat(summary.hosts()).isEqualTo(350);
    assertThat(summary.gpus()).isEqualTo(700);
    assertThat(summary.models()).isEqualTo(Map.of("H100", 466L, "unknown", 234L));
    assertThat(summary.staleGpus()).isEqualTo(stale);
    assertThat(summary.idleGpus()).isEqualTo(idle);
    assertThat(summary.metrics().keySet()).isEqualTo(Map.of(TEMP, 1, UTIL, 1, "Z", 1).keySet());
    values.forEach((metric, all) -> assertFigures(summary.metrics().get(metric), all));
  }

  private static void assertFigures(Figures figures, List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    int size = sorted.length;
    assertThat(figures.count()).isEqualTo(size);
    assertThat(figures.avg()).isCloseTo(Arrays.stream(sorted).average().orElse(0), within(1e-9));
    assertThat(figures.min()).isEqualTo(sorted[0]);
    assertThat(figures.max()).isEqualTo(sorted[size - 1]);
    assertThat(figures.p50()).isEqualTo(sorted[(int) Math.ceil(0.5 * size) - 1]);
    assertThat(figures.p95()).isEqualTo(sorted[(int) Math.ceil(0.95 * size) - 1]);
  }

  @Test
  void topNamesTheHighestOfEachMetricTiesByPlace() {
    store.gpu(new GpuId("b", "1"), facts("GPU-b1", ""), column(UTIL, NOW, 90));
    store.gpu(new GpuId("b", "0"), facts("GPU-b0", ""), column(UTIL, NOW, 90));
    store.gpu(new GpuId("a", "0"), facts("", ""), column(UTIL, NOW, 90), column("Z", NOW, 1));
    store.gpu(new GpuId("c", "0"), facts("GPU-c0", ""), column(UTIL, NOW, 95));
    store.gpu(new GpuId("d", "0"), facts("GPU-d0", ""), column(TEMP, NOW, 30));

    assertThat(stats("top", "3").top())
        .containsExactly(
            new Top(UTIL, "c", "0", "GPU-c0", 95),
            new Top(UTIL, "a", "0", "", 90),
            new Top(UTIL, "b", "0", "GPU-b0", 90),
            new Top(TEMP, "d", "0", "GPU-d0", 30));
    assertThat(stats("metric", "Z,NEVER_SEEN").top())
        .containsExactly(new Top("Z", "a", "0", "", 1));
  }

  @Test
  void anInstanceIsPartOfItsGpu() {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "A100"), column(TEMP, NOW - 400_000, 30));
    store.gpu(new GpuId("h", "0.3"), facts("GPU-0", "A100"), column(UTIL, NOW, 0));
    store.gpu(new GpuId("h", "0.4"), facts("GPU-0", "A100"), column(UTIL, NOW, 50));
    store.gpu(new GpuId("h", "1.0"), facts("GPU-1", "A100"), column(UTIL, NOW - 300_001, 0.5));

    ClusterSummary summary = stats();

    assertThat(summary.gpus()).isEqualTo(2);
    assertThat(summary.models()).isEqualTo(Map.of("A100", 2L));
    assertThat(summary.staleGpus()).isEqualTo(1);
    assertThat(summary.idleGpus()).isEqualTo(1);
    assertThat(summary.metrics().get(UTIL).count()).isEqualTo(3);
  }

  @Test
  void queueIsCountedAndAgedByItsOldestFirstMessage() {
    message("00", 10, "{\"v\":1,\"publishedMs\":" + (NOW - 500) + ",\"x\":[");
    message("00", 20, "{\"v\":1,\"publishedMs\":" + (NOW - 9000) + "}");
    message(
        "07", 30, "{\"v\":1,\"extra\":{\"publishedMs\":1},\"publishedMs\":" + (NOW - 700) + "}");
    message("99", 40, "not readable");
    store.put(store.keys.deadLetter(CLUSTER, "00", "t1"), "{}");
    store.put(store.keys.deadLetterBytes(CLUSTER, store.keys.deadLetter(CLUSTER, "00", "t1")), "?");

    assertThat(stats().queue()).isEqualTo(new ClusterSummary.Queue(4, 700, 1));
  }

  private void message(String partition, long timeMs, String value) {
    store.put(
        store.keys.queue(CLUSTER, partition) + String.format(Locale.ROOT, "%013d_h_0_s", timeMs),
        value);
  }

  @Test
  void ingestAddsUpTheCountersAndStoreIsEtcds() {
    store.put(store.keys.ingestCounter(CLUSTER, 0), new IngestTotals(1, 9, 9, 7, 1, 1).encode());
    store.put(store.keys.ingestCounter(CLUSTER, 15), new IngestTotals(2, 1, 1, 1, 0, 0).encode());

    ClusterSummary summary = stats();

    assertThat(summary.ingest()).isEqualTo(new ClusterSummary.Ingest(3, 10, 10, 8, 1, 1));
    assertThat(summary.store().quotaBytes()).isEqualTo(1_000);
    assertThat(summary.store().dbSizeBytes()).isPositive();
    assertThat(summary.store().revision()).isEqualTo(store.revision());
    assertThat(summary.store().alarms()).isEmpty();
  }

  @Test
  void anEmptyDefaultClusterIsZerosAndAnyOtherIsNotFound() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(stats()))
        .isEqualTo(
            "{\"cluster\":\"c1\",\"hosts\":0,\"gpus\":0,\"models\":{},\"staleGpus\":0,"
                + "\"idleGpus\":0,\"metrics\":{},\"top\":[],"
                + "\"queue\":{\"messages\":0,\"oldestAgeMs\":0,\"deadLetters\":0},"
                + "\"deadLetters\":{\"count\":0,\"reasons\":{}},"
                + "\"ingest\":{\"uploads\":0,\"rows\":0,\"values\":0,\"accepted\":0,"
                + "\"missing\":0,\"rejected\":0},"
                + "\"store\":{\"dbSizeBytes\":0,\"quotaBytes\":1000,\"revision\":1,"
                + "\"alarms\":[]}}");
    assertThatThrownBy(() -> stats("cluster", "other"))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("cluster"));
    store.put(store.keys.ingestCounter("other", 0), new IngestTotals(1, 0, 0, 0, 0, 0).encode());
    assertThat(stats("cluster", "other").gpus()).isZero();
  }

  @Test
  void blocksAreNeverRead() {
    GpuId gpu = new GpuId("h", "0");
    store.gpu(gpu, facts("", ""), column(UTIL, NOW, 10));
    store.put(store.keys.block(CLUSTER, gpu, 0), "no block");

    assertThat(stats().metrics().get(UTIL)).isEqualTo(new Figures(1, 10, 10, 10, 10, 10));
  }

  @Test
  void aHostThatCannotBeReadIsNamedAndTheOthersAreAnswered() {
    ClusterStats stats =
        new ClusterStats(
            store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 1_000, STALE_AFTER);
    Map<String, List<String>> none = TestStore.parameters();
    store.gpu(new GpuId("a", "0"), facts("", "H100"), column(UTIL, NOW, 10));
    assertThat(stats.run(none, CLUSTER).unreadableHosts()).isEmpty();
    store.put(store.keys.latest(CLUSTER, "h"), "{}");

    for (int i = 0; i < 2; i++) {
      ClusterSummary summary = stats.run(none, CLUSTER);
      assertThat(summary.unreadableHosts()).containsExactly("h");
      assertThat(summary.hosts()).isEqualTo(2);
      assertThat(summary.gpus()).isEqualTo(1);
      assertThat(summary.metrics().get(UTIL)).isEqualTo(new Figures(1, 10, 10, 10, 10, 10));
    }

    store.delete(store.keys.latest(CLUSTER, "h"));
    assertThat(stats.run(none, CLUSTER).unreadableHosts()).isEmpty();
  }

  @Test
  void aCounterThatCannotBeReadIsNeverSkipped() {
    String key = store.keys.ingestCounter(CLUSTER, 3);
    store.put(key, "{}");

    assertThatThrownBy(() -> stats())
        .isInstanceOfSatisfying(
            UnreadableException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.ANSWER);
              assertThat(e.key()).contains(key);
            });
  }

  @Test
  void deadLettersAreCountedByReasonAndTheOldestIsToldOf() {
    for (int i = 0; i < 130; i++) {
      DeadLetter letter =
          new DeadLetter(1, "k" + i, i % 10 == 0 ? "rare " + i : "common", 1, NOW - i, 1);
      store.put(store.keys.deadLetter(CLUSTER, "00", "%03d".formatted(i)), letter.encode());
    }
    store.put(store.keys.blockLetter(CLUSTER, new GpuId("h", "0"), 1, 1), "unreadable");

    ClusterSummary.DeadLetters letters = stats().deadLetters();

    assertThat(letters.count()).isEqualTo(131).isEqualTo(stats().queue().deadLetters());
    assertThat(letters.firstSeen()).isEqualTo(Timestamps.format(NOW - 99));
    assertThat(letters.reasons()).hasSize(ClusterStats.MAX_REASONS).containsEntry("common", 90L);
    assertThat(letters.reasons().keySet().iterator().next()).isEqualTo("common");
  }

  @Test
  void lettersThatCannotBeReadAreCountedAllTheSame() {
    store.put(store.keys.deadLetter(CLUSTER, "00", "t"), "{}");
    FaultyKv faulty = new FaultyKv(store.kv);
    Range letters = store.keys.deadLetters(CLUSTER);
    faulty.onStep(
        step -> {
          List<Range> read =
              step.request() instanceof Txn txn
                  ? txn.then().stream().map(op -> ((Op.Get) op).range()).toList()
                  : List.of((Range) step.request());
          if (read.stream()
              .anyMatch(r -> r.from().equals(letters.from()) && r.what() != Range.What.COUNT)) {
            throw new KvException(KvException.Kind.TOO_LARGE, "too much", null);
          }
        });

    ClusterSummary summary =
        new ClusterStats(faulty, store.keys, new LatestCache(), TestStore.CLOCK, 1_000, STALE_AFTER)
            .run(TestStore.parameters(), CLUSTER);

    assertThat(summary.queue().deadLetters()).isEqualTo(1);
    assertThat(summary.deadLetters()).isEqualTo(new ClusterSummary.DeadLetters(1, null, Map.of()));
  }

  @Test
  void parametersAreBounded() {
    for (String[] wrong :
        List.of(
            new String[] {"top", "0"},
            new String[] {"top", "101"},
            new String[] {"metric", "a/b"},
            new String[] {"cluster", ".."})) {
      assertThatThrownBy(() -> stats(wrong))
          .isInstanceOfSatisfying(
              InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(wrong[0]));
    }
  }
}
