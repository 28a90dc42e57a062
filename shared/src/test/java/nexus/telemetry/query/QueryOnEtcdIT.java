package nexus.telemetry.query;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Client;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What queries ask of the store, a real etcd answers as its twin does. */
class QueryOnEtcdIT {

  private static final GpuId GPU = new GpuId("node-1", "0");
  private static final GpuFacts FACTS = facts("GPU-1", "H100");
  private static final int SAMPLES = 40;

  private static EtcdServer etcd;
  private static EtcdKv kv;
  private static TestStore store;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
    kv = new EtcdKv(etcd.config());
    store = new TestStore(kv);
    store.gpu(GPU, FACTS, hours(SAMPLES));
  }

  @AfterAll
  static void close() {
    kv.close();
    etcd.close();
  }

  /** A sample an hour, so a block a sample: more than the first read takes. */
  private static MetricColumn hours(int samples) {
    long[] times = new long[samples];
    double[] values = new double[samples];
    for (int i = 0; i < samples; i++) {
      times[i] = NOW - (samples - i) * TestStore.SPAN;
      values[i] = i;
    }
    return new MetricColumn("DCGM_FI_DEV_GPU_UTIL", times, values);
  }

  @Test
  void pagesJoinToTheSeriesWhileOthersWrite() {
    GpuId gpu = new GpuId("node-1", "1");
    store.gpu(gpu, facts("GPU-2", "H100"), hours(SAMPLES));
    List<Double> values = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      GpuSeries page =
          Ask.query(store, "gpu", "GPU-2", "from", "0", "limit", "9", "cursor", cursor);
      page.series().forEach(series -> Arrays.stream(series.points().values()).forEach(values::add));
      cursor = page.cursor();
      store.delete(store.keys.block(CLUSTER, gpu, NOW - TestStore.SPAN));
    }

    assertThat(values).hasSize(SAMPLES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void newestValuesAndStatisticsAreRead() {
    store.put(store.keys.queue(CLUSTER, "03") + "m", "{\"publishedMs\":" + (NOW - 40) + "}");

    ClusterSummary summary =
        new ClusterStats(kv, store.keys, new LatestCache(), TestStore.CLOCK, 1, 1)
            .run(Map.of(), CLUSTER);

    assertThat(Ask.query(store, "gpu", "node-1/0").series().get(0).points())
        .isEqualTo(hours(SAMPLES).slice(SAMPLES - 1, SAMPLES));
    assertThat(summary.gpus()).isPositive();
    assertThat(summary.queue()).isEqualTo(new ClusterSummary.Queue(1, 40, 0));
    assertThat(summary.store().dbSizeBytes()).isPositive();
  }

  @Test
  void emptyRangesAndUnknownGpusAreAnsweredAsSuch() {
    String aligned = Long.toString(NOW);
    assertThat(Ask.query(store, "gpu", "node-1/0", "from", aligned, "to", aligned).series())
        .isEmpty();
    assertThatThrownBy(() -> Ask.query(store, "gpu", "node-9/0", "from", "0"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aCursorOfACompactedRevisionIsGone() {
    String cursor = Ask.query(store, "gpu", "node-1/0", "from", "0", "limit", "9").cursor();
    store.put("/other", "x");
    try (Client raw = Client.builder().endpoints(etcd.endpoint()).build()) {
      raw.getKVClient().compact(store.revision()).join();
    }

    assertThatThrownBy(
            () -> Ask.query(store, "gpu", "node-1/0", "from", "0", "limit", "9", "cursor", cursor))
        .isInstanceOf(GoneException.class);
  }
}
