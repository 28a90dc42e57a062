package nexus.telemetry.query.stats;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
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
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.HostFigures.Figures;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.TopValue;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class ClusterStatsTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";
  private static final long STALE_AFTER = 300_000;

  private final TestStore store = new TestStore();

  private ClusterStats query() {
    return new ClusterStats(
        store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 1_000, STALE_AFTER);
  }

  private static StatsRequest of(String cluster) {
    return StatsRequest.of(AskedCluster.of(cluster, CLUSTER));
  }

  private ClusterSummary stats() {
    return query().run(of(CLUSTER));
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
      long time = i == 0 ? NOW : NOW - random.nextInt(600_000);
      boolean gone = time < NOW - STALE_AFTER;
      List<MetricColumn> columns = new ArrayList<>();
      for (String metric : List.of(TEMP, UTIL, "Z")) {
        if (i == 0 || random.nextInt(10) > 0) {
          double value = random.nextInt(4) == 0 ? 0 : random.nextInt(1000) / 8.0;
          columns.add(column(metric, time - 1, 5000, time, value));
          if (!gone) {
            values.computeIfAbsent(metric, m -> new ArrayList<>()).add(value);
            idle += metric.equals(UTIL) && value < 1 ? 1 : 0;
          }
        }
      }
      stale += columns.isEmpty() || gone ? 1 : 0;
      store.gpu(
          gpu, facts("GPU-" + i, i % 3 == 0 ? "" : "H100"), columns.toArray(MetricColumn[]::new));
    }

    ClusterSummary summary = stats();

    assertThat(summary.hosts()).isEqualTo(350);
    assertThat(summary.gpus()).isEqualTo(700);
    assertThat(summary.models()).isEqualTo(Map.of("H100", 466L, "unknown", 234L));
    assertThat(summary.staleGpus()).isEqualTo(stale);
    assertThat(summary.idleGpus()).isEqualTo(idle);
    assertThat(summary.activeGpus()).isEqualTo(700 - stale - idle);
    assertThat(summary.newestMs()).hasValue(NOW);
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
  void aHostThatAllOfItsGpusHaveLeftIsNoHostOfTheFigures() {
    store.gpu(new GpuId("pod-1", "0"), facts("GPU-0", "H100"), column(UTIL, NOW - 1, 1));
    store.gpu(new GpuId("pod-2", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 1));
    store.put(store.keys.latest(CLUSTER, "broken"), "damaged");

    assertThat(stats().hosts()).isEqualTo(2);
    assertThat(stats().movedGpus()).isEqualTo(1);
    assertThat(stats().gpus()).isEqualTo(1);
  }

  @Test
  void topNamesTheHighestOfEachMetricTiesByPlace() {
    store.gpu(new GpuId("b", "1"), facts("GPU-b1", ""), column(UTIL, NOW, 90));
    store.gpu(new GpuId("b", "0"), facts("GPU-b0", ""), column(UTIL, NOW, 90));
    store.gpu(new GpuId("a", "0"), facts("", ""), column(UTIL, NOW, 90), column("Z", NOW, 1));
    store.gpu(new GpuId("c", "0"), facts("GPU-c0", ""), column(UTIL, NOW, 95));
    store.gpu(new GpuId("d", "0"), facts("GPU-d0", ""), column(TEMP, NOW, 30));

    assertThat(query().run(of(CLUSTER).withTop(3)).top())
        .containsExactly(
            new TopValue(UTIL, "c", "0", "GPU-c0", 95),
            new TopValue(UTIL, "a", "0", "", 90),
            new TopValue(UTIL, "b", "0", "GPU-b0", 90),
            new TopValue(TEMP, "d", "0", "GPU-d0", 30));
    assertThat(query().run(of(CLUSTER).withMetrics(List.of("NEVER_SEEN", "Z"))).top())
        .containsExactly(new TopValue("Z", "a", "0", "", 1));
  }

  @Test
  void anInstanceIsPartOfItsGpu() {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "A100"), column(TEMP, NOW - 400_000, 30));
    store.gpu(new GpuId("h", "0.3"), facts("GPU-0", "A100"), column(UTIL, NOW, 0));
    store.gpu(new GpuId("h", "0.4"), facts("GPU-0", "A100"), column(UTIL, NOW, 50));
    store.gpu(new GpuId("h", "1.0"), facts("GPU-1", "A100"), column(UTIL, NOW - 300_001, 0.5));
    store.gpu(new GpuId("h", "2.0"), facts("GPU-2", "A100"), column(UTIL, NOW - 300_000, 0.5));

    ClusterSummary summary = stats();

    assertThat(summary.gpus()).isEqualTo(3);
    assertThat(summary.models()).isEqualTo(Map.of("A100", 3L));
    assertThat(summary.staleGpus()).isEqualTo(1);
    assertThat(summary.idleGpus()).isEqualTo(1);
    assertThat(summary.metrics().get(UTIL).count()).isEqualTo(3);
    assertThat(summary.metrics()).doesNotContainKey(TEMP);
  }

  @Test
  void anInstanceThatHasGoneIsNoReasonToCallItsGpuBusy() {
    store.gpu(new GpuId("h", "0.3"), facts("GPU-0", ""), column(UTIL, NOW - 300_001, 90));
    store.gpu(new GpuId("h", "0.4"), facts("GPU-0", ""), column(UTIL, NOW, 0));

    ClusterSummary summary = stats();

    assertThat(summary.idleGpus()).isEqualTo(1);
    assertThat(summary.activeGpus()).isZero();
    assertThat(summary.metrics().get(UTIL)).isEqualTo(new Figures(1, 0, 0, 0, 0, 0));
  }

  @Test
  void aCaptureOfLastYearHasTheGpusThatItHadAtItsEnd() {
    long end = NOW - 365L * 86_400_000;
    store.gpu(new GpuId("h", "0"), facts("GPU-0", ""), column(TEMP, end, 40));
    store.gpu(new GpuId("h", "1"), facts("GPU-1", ""), column(TEMP, end - STALE_AFTER, 50));
    store.gpu(new GpuId("h", "2"), facts("GPU-2", ""), column(TEMP, end - STALE_AFTER - 1, 99));

    ClusterSummary summary = stats();

    assertThat(summary.newestMs()).hasValue(end);
    assertThat(summary.activeGpus()).isEqualTo(2);
    assertThat(summary.staleGpus()).isEqualTo(1);
    assertThat(summary.metrics().get(TEMP)).isEqualTo(new Figures(2, 45, 40, 50, 40, 50));
    assertThat(query().run(of(CLUSTER).withMetrics(List.of(TEMP)).withTop(1)).top())
        .containsExactly(new TopValue(TEMP, "h", "1", "GPU-1", 50));
  }

  @Test
  void aSampleDatedAheadMakesNoOtherGpuStale() {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", ""), column(TEMP, NOW + 86_000_000, 40));
    store.gpu(new GpuId("h", "1"), facts("GPU-1", ""), column(TEMP, NOW, 50));
    store.gpu(new GpuId("h", "2"), facts("GPU-2", ""), column(TEMP, NOW - STALE_AFTER - 1, 50));

    assertThat(stats().activeGpus()).isEqualTo(2);
    assertThat(stats().staleGpus()).isEqualTo(1);
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

    assertThat(stats().queue()).isEqualTo(new QueueFigures(4, 700, 1));
  }

  private void message(String partition, long timeMs, String value) {
    store.put(
        store.keys.queue(CLUSTER, partition) + String.format(Locale.ROOT, "%013d_h_0_s", timeMs),
        value);
  }

  @Test
  void ingestAddsUpTheCountersAndStoreIsEtcds() {
    store.put(store.keys.ingestCounter(CLUSTER, 0), new IngestTotals(1, 9, 9, 7, 1, 1, 0).encode());
    store.put(
        store.keys.ingestCounter(CLUSTER, 15), new IngestTotals(2, 1, 1, 1, 0, 0, 0, 1).encode());

    ClusterSummary summary = stats();

    assertThat(summary.ingest()).isEqualTo(new IngestFigures(3, 10, 10, 8, 1, 1, 0, 1));
    assertThat(summary.store().quotaBytes()).isEqualTo(1_000);
    assertThat(summary.store().dbSizeBytes()).isPositive();
    assertThat(summary.store().revision()).isEqualTo(store.revision());
    assertThat(summary.store().alarms()).isEmpty();
  }

  @Test
  void aClusterThatMayBeEmptyIsZerosAndAnyOtherIsNotFound() {
    assertThat(stats().hosts()).isZero();
    assertThatThrownBy(() -> query().run(of("other")))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("cluster"));
    store.put(store.keys.ingestCounter("other", 0), new IngestTotals(1, 0, 0, 0, 0, 0, 0).encode());
    assertThat(query().run(of("other")).gpus()).isZero();
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
    ClusterStats stats = query();
    store.gpu(new GpuId("a", "0"), facts("", "H100"), column(UTIL, NOW, 10));
    assertThat(stats.run(of(CLUSTER)).unreadableHosts()).isEmpty();
    store.put(store.keys.latest(CLUSTER, "h"), "{}");

    for (int i = 0; i < 2; i++) {
      ClusterSummary summary = stats.run(of(CLUSTER));
      assertThat(summary.unreadableHosts()).containsExactly("h");
      assertThat(summary.hosts()).isEqualTo(2);
      assertThat(summary.gpus()).isEqualTo(1);
      assertThat(summary.metrics().get(UTIL)).isEqualTo(new Figures(1, 10, 10, 10, 10, 10));
    }

    store.delete(store.keys.latest(CLUSTER, "h"));
    assertThat(stats.run(of(CLUSTER)).unreadableHosts()).isEmpty();
  }

  @Test
  void aCounterThatCannotBeReadIsNamedAndTheOthersAreAddedUp() {
    String key = store.keys.ingestCounter(CLUSTER, 3);
    store.put(key, "{}");
    store.put(store.keys.ingestCounter(CLUSTER, 4), new IngestTotals(1, 2, 3, 3, 0, 0, 0).encode());

    ClusterSummary told = stats();

    assertThat(told.unreadableCounters()).containsExactly(key);
    assertThat(told.ingest().accepted()).isEqualTo(3);
  }

  /** One that is larger than any sum must not overflow the others. */
  @Test
  void aCounterOutOfBoundsCannotBeRead() {
    String key = store.keys.ingestCounter(CLUSTER, 3);
    store.put(
        key,
        "{\"uploads\":9223372036854775807,\"rows\":0,\"values\":0,\"accepted\":0,\"missing\":0,"
            + "\"rejected\":0}");
    store.put(store.keys.ingestCounter(CLUSTER, 4), new IngestTotals(1, 2, 3, 3, 0, 0, 0).encode());

    assertThat(stats().unreadableCounters()).containsExactly(key);
  }

  @Test
  void deadLettersAreCountedByReasonAndTheOldestIsToldOf() {
    for (int i = 0; i < 130; i++) {
      DeadLetter letter =
          new DeadLetter(1, "k" + i, i % 10 == 0 ? "rare " + i : "common", 1, NOW - i, 1);
      store.put(store.keys.deadLetter(CLUSTER, "00", "%03d".formatted(i)), letter.encode());
    }
    store.put(store.keys.blockLetter(CLUSTER, new GpuId("h", "0"), 1, 1), "unreadable");

    LetterFigures letters = stats().deadLetters();

    assertThat(letters.count()).isEqualTo(131).isEqualTo(stats().queue().deadLetters());
    assertThat(letters.firstFailedMs()).hasValue(NOW - 99);
    assertThat(letters.reasons()).hasSize(LetterFigures.MAX_REASONS).containsEntry("common", 90L);
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
            .run(of(CLUSTER));

    assertThat(summary.queue().deadLetters()).isEqualTo(1);
    assertThat(summary.deadLetters())
        .isEqualTo(new LetterFigures(1, OptionalLong.empty(), Map.of()));
  }

  @Test
  void noMoreOfTheHighestValuesAreAskedForThanAreKept() {
    for (int wrong : new int[] {0, 101}) {
      assertThatThrownBy(() -> of(CLUSTER).withTop(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> of("..")).isInstanceOf(InvalidInputException.class);
  }

  /** What waits takes none, as nothing does. */
  @Test
  void oneTransactionReadsACluster() {
    store.gpu(new GpuId("a", "0"), facts("", "H100"), column(UTIL, NOW, 10));
    FaultyKv counting = new FaultyKv(store.kv);
    List<Object> requests = Collections.synchronizedList(new ArrayList<>());
    counting.onStep(
        step -> {
          if (step.when() == FaultyKv.When.BEFORE) {
            requests.add(step.request());
          }
        });

    new ClusterStats(counting, store.keys, new LatestCache(), TestStore.CLOCK, 1, STALE_AFTER)
        .run(of(CLUSTER));

    assertThat(requests).singleElement().isInstanceOf(Txn.class);
  }
}
