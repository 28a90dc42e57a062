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
import java.util.Optional;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.ClusterSummary;
import nexus.telemetry.query.stats.QueueFigures;
import nexus.telemetry.query.stats.StatsRequest;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What queries ask of the store, a real etcd answers as its twin does. */
class QueryOnEtcdIT {

  private static final GpuId GPU = new GpuId("node-1", "0");
  private static final GpuFacts FACTS = facts("GPU-1", "H100");
  private static final GpuReference PLACE = new GpuReference.ByPlace(GPU);
  private static final TimeRange ALL = new TimeRange(0, NOW);
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

  private static SeriesPage query(SeriesRequest request) {
    return new SeriesQuery(kv, store.keys, TestStore.SPAN, TestStore.CLOCK).run(request);
  }

  @Test
  void pagesJoinToTheSeriesWhileOthersWrite() {
    GpuId gpu = new GpuId("node-1", "1");
    store.gpu(gpu, facts("GPU-2", "H100"), hours(SAMPLES));
    GpuReference uuid = new GpuReference.ByUuid("GPU-2", Optional.empty());
    List<Double> values = new ArrayList<>();
    Optional<SeriesRequest> next =
        Optional.of(SeriesRequest.samples(CLUSTER, uuid, ALL).withLimit(9));
    while (next.isPresent()) {
      SeriesPage page = query(next.get());
      page.columns().forEach(points -> Arrays.stream(points.values()).forEach(values::add));
      next = page.nextRequest();
      store.delete(store.keys.block(CLUSTER, gpu, NOW - TestStore.SPAN));
    }

    assertThat(values).hasSize(SAMPLES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void newestValuesAndStatisticsAreRead() {
    store.put(store.keys.queue(CLUSTER, "03") + "m", "{\"publishedMs\":" + (NOW - 40) + "}");

    ClusterSummary summary =
        new ClusterStats(kv, store.keys, new LatestCache(), TestStore.CLOCK, 1, 1)
            .run(StatsRequest.of(AskedCluster.of(CLUSTER, CLUSTER)));

    assertThat(query(SeriesRequest.newest(CLUSTER, PLACE)).columns().get(0))
        .isEqualTo(hours(SAMPLES).slice(SAMPLES - 1, SAMPLES));
    assertThat(summary.gpus()).isPositive();
    assertThat(summary.queue()).isEqualTo(new QueueFigures(1, 40, 0));
    assertThat(summary.store().dbSizeBytes()).isPositive();
  }

  @Test
  void emptyRangesAndUnknownGpusAreAnsweredAsSuch() {
    TimeRange aligned = new TimeRange(NOW, NOW);
    assertThat(query(SeriesRequest.samples(CLUSTER, PLACE, aligned)).columns()).isEmpty();
    GpuReference unknown = new GpuReference.ByPlace(new GpuId("node-9", "0"));
    assertThatThrownBy(() -> query(SeriesRequest.samples(CLUSTER, unknown, ALL)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aPageOfACompactedRevisionIsGone() {
    SeriesRequest first = SeriesRequest.samples(CLUSTER, PLACE, ALL).withLimit(9);
    SeriesRequest next = query(first).nextRequest().orElseThrow();
    store.put("/other", "x");
    try (Client raw = Client.builder().endpoints(etcd.endpoint()).build()) {
      raw.getKVClient().compact(store.revision()).join();
    }

    assertThatThrownBy(() -> query(next)).isInstanceOf(GoneException.class);
  }
}
