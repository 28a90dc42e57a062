package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "gpu_utilisation, gpu_utilization",
    "GPU Utilizaton, gpu_utilization",
    "utilization.gup, utilization.gpu",
    "temprature, temperature",
    "pwer, power",
    "memory.usd, memory.used",
    "DCGM_FI_DEV_GPU_UTL, DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_FB_USED_BYTE, DCGM_FI_DEV_FB_USED_BYTES",
  })
  void aSlipLeadsToTheNameThatWasMeant(String slip, String name) {
    assertThat(Fields.nearest(slip)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "zzz", "loss", "batch_size", "tokens_per_second", "a.b.c.d.e"})
  void whatIsNearNoNameIsNone(String name) {
    assertThat(Fields.nearest(name)).isEmpty();
  }

  @Test
  void theFirstOfTheNearestIsTaken() {
    assertThat(Nearest.of("hostnam", List.of("device", "hostname", "host name")))
        .contains("hostname");
    assertThat(Nearest.of("nodes", List.of("modes", "nodes"))).contains("nodes");
    assertThat(Nearest.of("valeu", List.of("value"))).contains("value");
    assertThat(Nearest.of("gpu_id", List.of())).isEmpty();
  }

  @Test
  @Timeout(60)
  void soAreThousandsOfNames() {
    for (int name = 0; name < 2_000; name++) {
      assertThat(Fields.nearest("some_metric_of_ours_" + name)).isEmpty();
    }
  }

  @Test
  void aLongNameIsComparedInNoTime() {
    assertThat(Fields.nearest("x".repeat(60_000))).isEmpty();
  }
}
