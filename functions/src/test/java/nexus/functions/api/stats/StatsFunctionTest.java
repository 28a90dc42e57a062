package nexus.functions.api.stats;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import nexus.functions.http.Request;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.letters.DeadLetter;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class StatsFunctionTest {

  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  private final TestStore store = new TestStore();
  private final StatsFunction function =
      new StatsFunction(
          new ClusterStats(
              store.kv, store.keys, new LatestCache(), TestStore.CLOCK, 1_000, 300_000),
          TestSettings.ofCluster(CLUSTER));

  private StatsAnswer stats(String... parameters) {
    return function.stats(
        new Request(TestStore.parameters(parameters), "", () -> new byte[0], Long.MAX_VALUE));
  }

  private static String json(Object answer) throws IOException {
    return new ObjectMapper().writeValueAsString(answer);
  }

  @Test
  void anEmptyDefaultClusterIsZerosAndAnyOtherIsNotFound() throws IOException {
    assertThat(json(stats()))
        .isEqualTo(
            "{\"cluster\":\"c1\",\"hosts\":0,\"gpus\":0,\"models\":{},\"activeGpus\":0,"
                + "\"idleGpus\":0,\"staleGpus\":0,\"movedGpus\":0,\"metrics\":{},\"top\":[],"
                + "\"queue\":{\"messages\":0,\"oldestAgeMs\":0,\"deadLetters\":0},"
                + "\"deadLetters\":{\"count\":0,\"reasons\":{}},"
                + "\"ingest\":{\"uploads\":0,\"rows\":0,\"values\":0,\"accepted\":0,"
                + "\"missing\":0,\"rejected\":0,\"expired\":0,\"inexact\":0},"
                + "\"store\":{\"dbSizeBytes\":0,\"quotaBytes\":1000,\"revision\":1,"
                + "\"alarms\":[]}}");
    assertThatThrownBy(() -> stats("cluster", "other"))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("cluster"));
  }

  @Test
  void everythingThatThereIsIsTold() throws IOException {
    store.gpu(new GpuId("h", "0"), facts("GPU-0", "H100"), column(UTIL, NOW, 97));
    store.put(store.keys.latest(CLUSTER, "i"), "unreadable");
    DeadLetter letter = new DeadLetter(1, "k", "because", 1, NOW, 1);
    store.put(store.keys.deadLetter(CLUSTER, "00", "t"), letter.encode());

    assertThat(json(stats()))
        .startsWith(
            "{\"cluster\":\"c1\",\"hosts\":2,\"gpus\":1,\"models\":{\"H100\":1},"
                + "\"unreadableHosts\":[\"i\"],\"lastSeen\":\"2025-07-18T20:00:00Z\","
                + "\"activeGpus\":1,\"idleGpus\":0,\"staleGpus\":0,\"movedGpus\":0,"
                + "\"metrics\":{\"DCGM_FI_DEV_GPU_UTIL\":{\"count\":1,\"avg\":97,\"min\":97,"
                + "\"max\":97,\"p50\":97,\"p95\":97}},"
                + "\"top\":[{\"metric\":\"DCGM_FI_DEV_GPU_UTIL\",\"host\":\"h\",\"gpu\":\"0\","
                + "\"uuid\":\"GPU-0\",\"value\":97}],"
                + "\"queue\":{\"messages\":0,\"oldestAgeMs\":0,\"deadLetters\":1},"
                + "\"deadLetters\":{\"count\":1,\"firstSeen\":\"2025-07-18T20:00:00Z\","
                + "\"reasons\":{\"because\":1}},\"ingest\":{");
  }

  @Test
  void parametersSayWhichOfTheHighestValuesAreTold() {
    for (String gpu : List.of("0", "1", "2", "3", "4", "5")) {
      store.gpu(new GpuId("h", gpu), facts("", ""), column(UTIL, NOW, 2), column("Z", NOW, 1));
    }

    assertThat(stats().top()).hasSize(5).allMatch(top -> top.metric().equals(UTIL));
    assertThat(stats("top", "2").top()).hasSize(2);
    assertThat(stats("top", "1", "metric", "Z,NEVER_SEEN").top())
        .containsExactly(new StatsAnswer.Top("Z", "h", "0", "", 1));
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
