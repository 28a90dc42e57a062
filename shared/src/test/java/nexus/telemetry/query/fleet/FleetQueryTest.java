package nexus.telemetry.query.fleet;

import static nexus.telemetry.model.Unreadable.unreadable;
import static nexus.telemetry.testing.TestStore.CLOCK;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetQueryTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final long STALE_AFTER = 60_000;

  private final TestStore store = new TestStore();
  private final FleetQuery fleet =
      new FleetQuery(store.kv, store.keys, new LatestCache(), CLOCK, STALE_AFTER);

  /**
   * A busy GPU, an idle one, a stale one that was busy, and an instance of which no use is told.
   */
  @BeforeEach
  void store() {
    store.gpu(new GpuId("a", "0"), facts("GPU-a0", "H100"), column(UTIL, NOW, 1));
    store.gpu(new GpuId("a", "1"), facts("", "H100"), column(UTIL, NOW, 0.5));
    store.gpu(new GpuId("a-b", "0"), facts("GPU-b0", ""), column(UTIL, NOW - 60_001, 99));
    store.gpu(new GpuId("b", "0.3"), facts("GPU-c0", "A100"), column("M", NOW, 1));
  }

  private static final GpusRequest ALL =
      new GpusRequest(
          AskedCluster.of(CLUSTER, CLUSTER),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1_000);

  private static GpusRequest ofHost(String host) {
    return new GpusRequest(
        ALL.cluster(), Optional.of(host), ALL.model(), ALL.status(), ALL.behind(), ALL.most());
  }

  private static GpusRequest ofModel(String model) {
    return new GpusRequest(
        ALL.cluster(), ALL.host(), Optional.of(model), ALL.status(), ALL.behind(), ALL.most());
  }

  private static GpusRequest oneBehind(Optional<GpuId> behind) {
    return new GpusRequest(ALL.cluster(), ALL.host(), ALL.model(), ALL.status(), behind, 1);
  }

  private ListPage<Fleet.Gpu> gpus(GpusRequest request) {
    return fleet.gpus(request).page();
  }

  private List<String> ids(GpusRequest request) {
    return gpus(request).entries().stream().map(Fleet.Gpu::id).toList();
  }

  @Test
  void gpusAreToldByHostAndIndexWithWhatTheyDo() {
    assertThat(gpus(ALL).entries())
        .extracting(Fleet.Gpu::id, Fleet.Gpu::status)
        .containsExactly(
            tuple("GPU-a0", GpuStatus.ACTIVE),
            tuple("a:1", GpuStatus.IDLE),
            tuple("GPU-b0", GpuStatus.STALE),
            tuple("b:0.3", GpuStatus.ACTIVE));
    assertThat(gpus(ALL).total()).isEqualTo(4);
  }

  @Test
  void filtersAreWholeNames() {
    assertThat(ids(ofHost("a"))).containsExactly("GPU-a0", "a:1");
    assertThat(ids(ofModel("H100"))).containsExactly("GPU-a0", "a:1");
    assertThat(ids(ofModel("unknown"))).containsExactly("GPU-b0");
    assertThat(ids(ofModel("H"))).isEmpty();
    GpusRequest stale =
        new GpusRequest(
            ALL.cluster(),
            ALL.host(),
            ALL.model(),
            Optional.of(GpuStatus.STALE),
            ALL.behind(),
            ALL.most());
    assertThat(ids(stale)).containsExactly("GPU-b0");
  }

  @Test
  void whatThereIsNotIsNamed() {
    assertThatThrownBy(
            () ->
                fleet.hosts(
                    AskedCluster.of("none", CLUSTER), Optional.empty(), Optional.empty(), 1))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("cluster"));
    assertThatThrownBy(() -> fleet.gpusOfHost(ofHost("none")))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("host"));
    assertThatThrownBy(() -> fleet.gpu(ALL.cluster(), new GpuId("a", "7")))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("gpu"));
  }

  @Test
  void pagesJoinToTheWholeWhateverComesOrGoesMeanwhile() {
    List<String> joined = new ArrayList<>();
    ListPage<Fleet.Gpu> page = gpus(oneBehind(Optional.empty()));
    joined.add(page.entries().get(0).id());
    store.gpu(new GpuId("a", "00"), facts("late", ""), column(UTIL, NOW, 1));
    store.delete(store.keys.latest(CLUSTER, "a-b"));
    while (page.more()) {
      page = gpus(oneBehind(Optional.of(page.entries().get(0).place())));
      page.entries().forEach(gpu -> joined.add(gpu.id()));
    }

    assertThat(joined).containsExactly("GPU-a0", "late", "a:1", "b:0.3");
  }

  @Test
  void hostsCountTheirGpus() {
    List<Fleet.Host> hosts = hosts(Optional.empty());

    assertThat(hosts).extracting(Fleet.Host::name).containsExactly("a", "a-b", "b");
    assertThat(hosts).extracting(host -> host.gpus().active()).containsExactly(1L, 0L, 1L);
    assertThat(hosts).extracting(host -> host.gpus().idle()).containsExactly(1L, 0L, 0L);
    assertThat(hosts).extracting(host -> host.gpus().stale()).containsExactly(0L, 1L, 0L);
    assertThat(hosts.get(0).gpus().models()).containsExactly(Map.entry("H100", 2L));
  }

  private List<Fleet.Host> hosts(Optional<GpuStatus> status) {
    return fleet.hosts(ALL.cluster(), status, Optional.empty(), 10).entries();
  }

  @Test
  void hostsThatAllOfTheirGpusHaveLeftAreCountedNowhereAndListedWhenAskedFor() {
    store.gpu(new GpuId("pod-1", "0"), facts("GPU-m0", "H100"), column(UTIL, NOW - 2, 1));
    store.gpu(new GpuId("pod-1", "1"), facts("GPU-m1", "H100"), column(UTIL, NOW - 2, 1));
    store.gpu(new GpuId("pod-2", "0"), facts("GPU-m0", "H100"), column(UTIL, NOW - 1, 1));
    assertThat(hosts(Optional.empty())).hasSize(5);
    store.gpu(new GpuId("pod-2", "1"), facts("GPU-m1", "H100"), column(UTIL, NOW - 1, 1));

    assertThat(hosts(Optional.empty()))
        .extracting(Fleet.Host::name)
        .containsExactly("a", "a-b", "b", "pod-2");
    assertThat(hosts(Optional.of(GpuStatus.MOVED)))
        .extracting(Fleet.Host::name)
        .containsExactly("pod-1");
    assertThat(hosts(Optional.of(GpuStatus.IDLE)))
        .extracting(Fleet.Host::name)
        .containsExactly("a");
    assertThat(hosts(Optional.of(GpuStatus.STALE)))
        .extracting(Fleet.Host::name)
        .containsExactly("a-b");
    assertThat(fleet.host(ALL.cluster(), "pod-1").gpus().total()).isZero();
    assertThat(fleet.cluster(ALL.cluster()).hosts()).isEqualTo(4);
    assertThat(fleet.clusters(Optional.empty(), 9).entries())
        .extracting(Fleet.Cluster::hosts)
        .containsExactly(4L);
  }

  @Test
  void aHostThatCannotBeReadIsToldAndNeverGuessedAt() {
    store.put(store.keys.latest(CLUSTER, "a"), "damaged");

    assertThat(fleet.gpus(ALL).unreadableHosts()).containsExactly("a");
    assertThat(fleet.gpus(ofHost("b")).unreadableHosts()).isEmpty();
    assertThat(fleet.host(ALL.cluster(), "a").readable()).isFalse();
    assertThatThrownBy(() -> fleet.gpu(ALL.cluster(), new GpuId("a", "0")))
        .satisfies(unreadable(Kind.ANSWER));
  }

  @Test
  void clustersWhoseNamesBeginAlikeAreAllFound() {
    List<String> names = List.of("a", "a-b", "a.b", "a0", "a:", "aA", "a_", "b");
    names.forEach(name -> store.put(store.keys.latest(name, "h"), "x"));
    store.put(store.keys.queue("queued-only", "07") + "0000000000001_h_0_x", "x");
    store.put(store.keys.queues() + "no name!/07/x", "x");

    List<String> found = new ArrayList<>();
    ListPage<Fleet.Cluster> page = fleet.clusters(Optional.empty(), 2);
    page.entries().forEach(cluster -> found.add(cluster.name()));
    while (page.more()) {
      page = fleet.clusters(Optional.of(found.get(found.size() - 1)), 2);
      page.entries().forEach(cluster -> found.add(cluster.name()));
    }

    assertThat(found)
        .containsExactlyInAnyOrder(
            "a", "a-b", "a.b", "a0", "a:", "aA", "a_", "b", CLUSTER, "queued-only");
  }
}
