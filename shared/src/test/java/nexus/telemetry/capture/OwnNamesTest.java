package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import nexus.telemetry.capture.Uploading.Upload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a GPU is called by, and what only describes it. */
class OwnNamesTest {

  private static final String UUID = "GPU-5aaaaaaa-0000-0000-0000-000000000000";

  @TempDir private Path folder;

  @Test
  void aUuidInTheColumnOfTheGpuIsItsUuid() {
    Upload read =
        Uploading.in(folder)
            .upload("timestamp,host,gpu,power_draw", "2026-11-28T20:00:00Z,n1," + UUID + ",60");
    Upload bare =
        Uploading.in(folder)
            .upload(
                "timestamp,host,gpu,power_draw",
                "2026-11-28T20:00:00Z,n1," + UUID.substring(4) + ",60");
    Upload index =
        Uploading.in(folder)
            .upload("timestamp,host,gpu,power_draw", "2026-11-28T20:00:00Z,n1,GPU-1,60");

    assertThat(read.samples()).containsExactly("n1/" + UUID + " POWER_USAGE 11-28T20:00:00Z 60.0");
    assertThat(read.facts().get("n1/" + UUID).uuid()).isEqualTo(UUID);
    assertThat(bare.facts().get("n1/" + UUID).uuid()).isEqualTo(UUID);
    assertThat(index.facts().get("n1/1").uuid()).isEmpty();
  }

  @Test
  void whatTelegrafSaysOfAGpuTellsNoSeriesApart() {
    String labels =
        "arch=\"Ampere\",compute_mode=\"Default\",host=\"n1\",index=\"0\",uuid=\"" + UUID + "\"";

    Upload read =
        Uploading.in(folder)
            .upload(
                "nvidia_smi_utilization_gpu{" + labels + ",pstate=\"P0\"} 42 1795896000000",
                "nvidia_smi_utilization_gpu{" + labels + ",pstate=\"P8\"} 0 1795896060000",
                "");

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_UTIL 11-28T20:00:00Z 42.0", "n1/0 GPU_UTIL 11-28T20:01:00Z 0.0");
  }
}
