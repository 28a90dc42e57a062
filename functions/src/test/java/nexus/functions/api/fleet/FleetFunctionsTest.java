package nexus.functions.api.fleet;

import static nexus.telemetry.testing.TestStore.CLOCK;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static nexus.telemetry.testing.TestStore.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import nexus.functions.api.GpuAnswer;
import nexus.functions.api.Listing;
import nexus.functions.http.Request;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetFunctionsTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  private final TestStore store = new TestStore();
  private final FleetFunctions fleet =
      new FleetFunctions(
          new FleetQuery(store.kv, store.keys, new LatestCache(), CLOCK, 60_000),
          TestSettings.ofCluster(CLUSTER));

  @BeforeEach
  void store() {
    store.gpu(new GpuId("a", "0"), facts("GPU-a0", "H100"), column(UTIL, NOW, 1));
    store.gpu(new GpuId("a", "1"), facts("", "H100"), column(UTIL, NOW, 0.5));
    store.gpu(new GpuId("a-b", "0"), facts("GPU-b0", ""), column(UTIL, NOW - 60_001, 99));
    store.gpu(new GpuId("b", "0.3"), facts("GPU-c0", "A100"), column("M", NOW, 1));
  }

  private static Request request(long maxBytes, String... parameters) {
    return new Request(parameters(parameters), "", () -> new byte[0], maxBytes);
  }

  private static Request request(String... parameters) {
    return request(Long.MAX_VALUE, parameters);
  }

  private Listing<GpuAnswer> gpus(String... parameters) {
    return fleet.gpus(request(parameters));
  }

  private List<String> ids(String... parameters) {
    return gpus(parameters).data().stream().map(GpuAnswer::id).toList();
  }

  private static String json(Object answer) throws IOException {
    return new ObjectMapper().writeValueAsString(answer);
  }

  @Test
  void aGpuIsToldMemberByMember() throws IOException {
    assertThat(json(gpus("host", "a", "limit", "1")))
        .matches(
            "\\{\"success\":true,\"data\":\\[\\{\"id\":\"GPU-a0\",\"uuid\":\"GPU-a0\","
                + "\"hostname\":\"a\",\"gpu\":\"0\",\"name\":\"H100\",\"device\":\"nvidia0\","
                + "\"status\":\"active\",\"lastSeen\":\"2025-07-18T20:00:00Z\"}],"
                + "\"count\":1,\"total\":2,\"cursor\":\"[^\"]+\"}");
    assertThat(json(fleet.gpu(request("host", "a", "gpu", "1"))))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"id\":\"a:1\",\"uuid\":\"\",\"hostname\":\"a\","
                + "\"gpu\":\"1\",\"name\":\"H100\",\"device\":\"nvidia0\",\"status\":\"idle\","
                + "\"lastSeen\":\"2025-07-18T20:00:00Z\",\"latest\":[{\"timestamp\":"
                + "\"2025-07-18T20:00:00Z\",\"metric\":\"DCGM_FI_DEV_GPU_UTIL\",\"value\":0.5,"
                + "\"unit\":\"%\"}]}}");
  }

  @Test
  void hostsAndClustersAreToldMemberByMember() throws IOException {
    assertThat(json(fleet.host(request("host", "a-b"))))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"hostname\":\"a-b\",\"gpus\":1,\"active\":0,"
                + "\"idle\":0,\"stale\":1,\"models\":{\"unknown\":1},"
                + "\"lastSeen\":\"2025-07-18T19:58:59.999Z\",\"readable\":true}}");
    assertThat(json(fleet.cluster(request())))
        .isEqualTo(
            "{\"success\":true,\"data\":{\"id\":\"c1\",\"hosts\":3,\"gpus\":4,"
                + "\"models\":{\"A100\":1,\"H100\":2,\"unknown\":1},\"active\":2,\"idle\":1,"
                + "\"stale\":1,\"lastSeen\":\"2025-07-18T20:00:00Z\","
                + "\"queue\":{\"messages\":0,\"oldestAgeMs\":0,\"deadLetters\":0}}}");
    assertThat(json(fleet.clusters(request())))
        .isEqualTo(
            "{\"success\":true,\"data\":[{\"id\":\"c1\",\"hosts\":3,\"gpus\":4}],"
                + "\"count\":1,\"total\":1,\"cursor\":null}");
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

  private static <T> List<T> joined(Function<Request, Listing<T>> pages) {
    List<T> joined = new ArrayList<>();
    Listing<T> page = pages.apply(request("limit", "1"));
    joined.addAll(page.data());
    while (page.cursor() != null) {
      page = pages.apply(request("limit", "1", "cursor", page.cursor()));
      joined.addAll(page.data());
    }
    return joined;
  }

  @Test
  void pagesJoinToTheWhole() {
    store.put(store.keys.latest("c2", "h"), "x");

    assertThat(joined(fleet::gpus)).isEqualTo(gpus().data());
    assertThat(joined(fleet::hosts)).hasSize(3);
    assertThat(joined(fleet::clusters)).hasSize(2);
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    String cursor = gpus("limit", "1").cursor();

    assertThatThrownBy(() -> gpus("limit", "1", "host", "a", "cursor", cursor))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> fleet.hosts(request("cursor", cursor)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void hostsThatAllOfTheirGpusHaveLeftAreListedWhenAskedFor() {
    store.gpu(new GpuId("pod-1", "0"), facts("GPU-a0", "H100"), column(UTIL, NOW - 1, 1));

    assertThat(hosts()).containsExactly("a", "a-b", "b");
    assertThat(hosts("status", "moved")).containsExactly("pod-1");
    assertThat(hosts("status", "stale")).containsExactly("a-b");
    assertThatThrownBy(() -> hosts("status", "busy")).isInstanceOf(InvalidInputException.class);
    String cursor = fleet.hosts(request("limit", "1")).cursor();
    assertThat(hosts("cursor", cursor)).containsExactly("a-b", "b");
    assertThatThrownBy(() -> hosts("status", "idle", "cursor", cursor))
        .isInstanceOf(InvalidInputException.class);
  }

  private List<String> hosts(String... parameters) {
    return fleet.hosts(request(parameters)).data().stream()
        .map(FleetAnswers.Host::hostname)
        .toList();
  }

  /** Whoever holds a cursor of a version before goes on with it. */
  @Test
  void aCursorIsTheWordThatItAlwaysWas() {
    assertThat(gpus("limit", "1").cursor()).isEqualTo("YQowtvIJtwLIyAs");
  }

  @Test
  void aPageHasNoMoreBytesThanItMayButAnEntryAtLeast() {
    assertThat(fleet.gpus(request(1)).data()).hasSize(1);
    assertThat(fleet.gpus(request(1)).cursor()).isNotNull();
    assertThat(fleet.gpus(request(1_100)).data()).hasSize(2);
  }

  @Test
  void hostsThatCannotBeReadAreToldWithTheList() {
    store.put(store.keys.latest(CLUSTER, "a"), "damaged");

    assertThat(gpus().unreadableHosts()).containsExactly("a");
    assertThat(gpus("host", "b").unreadableHosts()).isEmpty();
  }
}
