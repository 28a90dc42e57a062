package nexus.functions.api.series;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.NOW;
import static nexus.telemetry.testing.TestStore.SPAN;
import static nexus.telemetry.testing.TestStore.column;
import static nexus.telemetry.testing.TestStore.facts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an answer tells of a GPU of whose six hours the third cannot be read. */
final class MissingTimesTest {

  private static final long START = NOW - 6 * SPAN;
  private static final long DAMAGED = START + 2 * SPAN;

  private final TestStore store = new TestStore();

  @BeforeEach
  void fill() {
    Number[] samples = new Number[12];
    for (int i = 0; i < 6; i++) {
      samples[2 * i] = START + i * SPAN;
      samples[2 * i + 1] = i;
    }
    GpuId gpu = new GpuId("node-1", "0");
    store.gpu(gpu, facts("GPU-1", "H100"), column("A", samples));
    store.put(store.keys.block(CLUSTER, gpu, DAMAGED), "no block");
  }

  @Test
  void inJsonItStandsBesideTheSeriesAndOnlyWhereThereIsSome() throws Exception {
    SeriesAnswer answer = Ask.series(store, "gpu", "node-1/0", "from", "now-6h");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode damaged = mapper.readTree(mapper.writeValueAsString(answer));
    JsonNode whole =
        mapper.readTree(
            mapper.writeValueAsString(
                Ask.series(store, "gpu", "node-1/0", "from", "now-6h", "to", "now-5h")));

    assertThat(damaged.get("missing").get(0).fieldNames())
        .toIterable()
        .containsExactly("from", "to", "reason", "key");
    assertThat(whole.has("missing")).isFalse();
    assertThat(answer.missing().get(0).from()).isEqualTo(Timestamps.format(DAMAGED));
    assertThat(answer.missing().get(0).to()).isEqualTo(Timestamps.format(DAMAGED + SPAN));
    assertThat(Ask.series(store, "gpu", "node-1/0").missing()).isEmpty();
  }

  @Test
  void onlyTheTimesAskedForAreMissing() {
    SeriesAnswer answer = Ask.series(store, "gpu", "node-1/0", "from", "now-6h", "to", "now-210m");

    assertThat(answer.missing())
        .extracting(MissingTimes::from, MissingTimes::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Timestamps.format(DAMAGED), Timestamps.format(NOW - 210 * 60_000L)));
  }
}
