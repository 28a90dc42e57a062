package nexus.telemetry.query.stats;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.stats.ClusterMetrics.Reading;
import nexus.telemetry.query.stats.ClusterMetrics.Source;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class MetricsQueryTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final long OLD = NOW - 300_001;

  private final TestStore store = new TestStore();
  private final MetricsQuery query =
      new MetricsQuery(store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 2_000, 300_000);

  private ClusterMetrics run() {
    return run(CLUSTER, false);
  }

  private ClusterMetrics run(String cluster, boolean staleToo, String... metrics) {
    return query.run(
        new MetricsRequest(
            AskedCluster.of(cluster, CLUSTER), new TreeSet<>(Set.of(metrics)), staleToo));
  }

  @Test
  void aValueThatIsOldIsLeftOutByItselfUnlessItIsAskedFor() {
    store.gpu(
        new GpuId("h", "0"), facts("GPU-0", "H100"), column("A", OLD, 7), column(UTIL, NOW, 5));

    assertThat(run().newest().keySet()).containsExactly(UTIL);
    assertThat(run(CLUSTER, true).newest().keySet()).containsExactly("A", UTIL);
    assertThat(run(CLUSTER, true, "A").newest().keySet()).containsExactly("A");
  }

  @Test
  void aHostThatAllOfItsGpusHaveLeftIsNotCounted() {
    store.gpu(new GpuId("pod-1", "0"), facts("GPU-0", "H100"), column(UTIL, NOW - 1, 1));
    store.gpu(new GpuId("pod-2", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 1));

    assertThat(run().hosts()).isEqualTo(1);
  }

  @Test
  void anInstanceIsPartOfItsGpu() {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 0));
    store.gpu(new GpuId("h", "0.3"), facts("GPU-0", "H100"), column(UTIL, NOW, 9));

    assertThat(run().newest().get(UTIL))
        .containsExactly(
            new Reading(new Source("h", "0", "", "GPU-0", "nvidia0", "H100"), 0),
            new Reading(new Source("h", "0", "3", "GPU-0", "nvidia0", "H100"), 9));
    assertThat(run().gpus())
        .isEqualTo(
            Map.of(
                GpuStatus.ACTIVE,
                0L,
                GpuStatus.IDLE,
                1L,
                GpuStatus.STALE,
                0L,
                GpuStatus.MOVED,
                0L));
  }

  @Test
  void whatChangedSinceTheScrapeBeforeIsTold() {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 1));
    run();
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 2));

    assertThat(run().newest().get(UTIL)).extracting(Reading::value).containsExactly(2.0);
  }

  @Test
  void countersAreAddedUpAndOneThatCannotBeReadHidesNothingElse() {
    store.put(store.keys.ingestCounter(CLUSTER, 0), new IngestTotals(1, 9, 9, 7, 1, 1, 0).encode());
    store.put(store.keys.ingestCounter(CLUSTER, 1), new IngestTotals(1, 1, 1, 1, 0, 0, 0).encode());
    store.put(store.keys.drainCounter(CLUSTER, "00"), new DrainCounters(3, 2, 1, 0).encode());

    assertThat(run().ingest()).contains(new IngestFigures(2, 10, 10, 8, 1, 1, 0, 0));
    assertThat(run().drain()).contains(new DrainFigures(3, 2, 1));

    store.put(store.keys.drainCounter(CLUSTER, "01"), "x");
    assertThat(run().drain()).isEmpty();
    assertThat(run().ingest()).isPresent();
    assertThat(run().unreadable()).isEqualTo(1);
  }

  @Test
  void theDefaultClusterMayBeEmptyAndNoOther() {
    assertThat(run().hosts()).isZero();
    assertThatThrownBy(() -> run("other", false)).isInstanceOf(NotFoundException.class);
  }
}
