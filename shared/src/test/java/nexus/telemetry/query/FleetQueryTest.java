package nexus.telemetry.query;

import static nexus.telemetry.model.Unreadable.unreadable;
import static nexus.telemetry.testing.TestStore.CLOCK;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static nexus.telemetry.testing.TestStore.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private Listing<Fleet.Gpu> gpus(String... parameters) {
    return fleet.gpus(parameters(parameters), CLUSTER, Long.MAX_VALUE);
  }

  private List<String> ids(String... parameters) {
    return gpus(parameters).data().stream().map(Fleet.Gpu::id).toList();
  }

  @Test
  void gpusAreToldByHostAndIndexWithWhatTheyDo() {
    assertThat(gpus().data())
        .extracting(Fleet.Gpu::id, Fleet.Gpu::status)
        .containsExactly(
            tuple("GPU-a0", GpuStatus.ACTIVE),
            tuple("a:1", GpuStatus.IDLE),
            tuple("GPU-b0", GpuStatus.STALE),
            tuple("b:0.3", GpuStatus.ACTIVE));
    assertThat(gpus().total()).isEqualTo(4);
  }

  @Test
  void filtersAreWholeNames() {
    assertThat(ids("host", "a")).containsExactly("GPU-a0", "a:1");
    assertThat(ids("model", "H100")).containsExactly("GPU-a0", "a:1");
    assertThat(ids("model", "unknown")).containsExactly("GPU-b0");
    assertThat(ids("model", "H")).isEmpty();
    assertThat(ids("status", "stale")).containsExactly("GPU-b0");
  }

  @ParameterizedTest
  @CsvSource({"status, busy", "limit, 0", "limit, 10001", "host, a/b", "cursor, x", "cluster, ..."})
  void whatCannotBeUsedIsNamed(String parameter, String value) {
    if (parameter.equals("cluster")) {
      assertThatThrownBy(() -> gpus(parameter, value)).isInstanceOf(NotFoundException.class);
      return;
    }
    assertThatThrownBy(() -> gpus(parameter, value))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(parameter));
  }

  @Test
  void pagesJoinToTheWholeWhateverComesOrGoesMeanwhile() {
    List<String> joined = new ArrayList<>();
    Listing<Fleet.Gpu> page = gpus("limit", "1");
    joined.add(page.data().get(0).id());
    store.gpu(new GpuId("a", "00"), facts("late", ""), column(UTIL, NOW, 1));
    store.delete(store.keys.latest(CLUSTER, "a-b"));
    while (page.cursor() != null) {
      page = gpus("limit", "1", "cursor", page.cursor());
      page.data().forEach(gpu -> joined.add(gpu.id()));
    }

    assertThat(joined).containsExactly("GPU-a0", "late", "a:1", "b:0.3");
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    String cursor = gpus("limit", "1").cursor();

    assertThatThrownBy(() -> gpus("limit", "1", "host", "a", "cursor", cursor))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> fleet.hosts(parameters("cursor", cursor), CLUSTER, Long.MAX_VALUE))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aPageHasNoMoreBytesThanItMayButAnEntryAtLeast() {
    assertThat(fleet.gpus(Map.of(), CLUSTER, 1).data()).hasSize(1);
    assertThat(fleet.gpus(Map.of(), CLUSTER, 1).cursor()).isNotNull();
  }

  @Test
  void hostsCountTheirGpus() {
    List<Fleet.Host> hosts = fleet.hosts(Map.of(), CLUSTER, Long.MAX_VALUE).data();

    assertThat(hosts).extracting(Fleet.Host::hostname).containsExactly("a", "a-b", "b");
    assertThat(hosts).extracting(Fleet.Host::active).containsExactly(1L, 0L, 1L);
    assertThat(hosts).extracting(Fleet.Host::idle).containsExactly(1L, 0L, 0L);
    assertThat(hosts).extracting(Fleet.Host::stale).containsExactly(0L, 1L, 0L);
    assertThat(hosts.get(0).models()).containsExactly(Map.entry("H100", 2L));
  }

  @Test
  void aHostThatCannotBeReadIsToldAndNeverGuessedAt() {
    store.put(store.keys.latest(CLUSTER, "a"), "damaged");

    assertThat(gpus().unreadableHosts()).containsExactly("a");
    assertThat(gpus("host", "b").unreadableHosts()).isEmpty();
    assertThat(fleet.host(parameters("host", "a"), CLUSTER).readable()).isFalse();
    assertThatThrownBy(() -> fleet.gpu(parameters("host", "a", "gpu", "0"), CLUSTER))
        .satisfies(unreadable(Kind.ANSWER));
  }

  @Test
  void clustersWhoseNamesBeginAlikeAreAllFound() {
    List<String> names = List.of("a", "a-b", "a.b", "a0", "a:", "aA", "a_", "b");
    names.forEach(name -> store.put(store.keys.latest(name, "h"), "x"));
    store.put(store.keys.queue("queued-only", "07") + "0000000000001_h_0_x", "x");
    store.put(store.keys.queues() + "no name!/07/x", "x");

    List<String> found = new ArrayList<>();
    Listing<Fleet.Cluster> page = fleet.clusters(parameters("limit", "2"));
    page.data().forEach(cluster -> found.add(cluster.id()));
    while (page.cursor() != null) {
      page = fleet.clusters(parameters("limit", "2", "cursor", page.cursor()));
      page.data().forEach(cluster -> found.add(cluster.id()));
    }

    assertThat(found)
        .containsExactlyInAnyOrder(
            "a", "a-b", "a.b", "a0", "a:", "aA", "a_", "b", CLUSTER, "queued-only");
  }
}
