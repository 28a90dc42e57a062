package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import nexus.telemetry.capture.Uploading.Upload;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.RejectedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of nvidia-smi dmon that are of MIG instances, or of what else a GPU has several of. */
class DmonInstancesTest {

  @TempDir private Path folder;

  @Test
  void anInstancesRowsAreItsOwnAndADashIsTheWholeGpu() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu   mig   pwr    sm",
                "#YYYYMMDD   HH:MM:SS    Idx   Idx     W     %",
                " 20261128   20:00:00      0     -    65    50",
                " 20261128   20:00:00      0     1     -    10",
                " 20261128   20:00:00      0     2     -    20",
                " 20261128   20:00:01      0     -    66    51",
                " 20261128   20:00:01      0     1     -    11");

    assertThat(upload.result().rejects()).isEmpty();
    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_UTIL 11-28T20:00:00Z 50.0",
            "node01/0 GPU_UTIL 11-28T20:00:01Z 51.0",
            "node01/0 POWER_USAGE 11-28T20:00:00Z 65.0",
            "node01/0 POWER_USAGE 11-28T20:00:01Z 66.0",
            "node01/0.1 GPU_UTIL 11-28T20:00:00Z 10.0",
            "node01/0.1 GPU_UTIL 11-28T20:00:01Z 11.0",
            "node01/0.2 GPU_UTIL 11-28T20:00:00Z 20.0");
    assertThat(upload.result().capture().columns())
        .contains(new CaptureReport.Column("mig", "GPU_I_ID", "gpu", null));
  }

  /** Read as times of one GPU they would be a history that never was. */
  @Test
  void instancesOfRowsWithoutTimesAreOfOneTime() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .interval("5s")
            .upload(
                "# gpu   mig    sm",
                "# Idx   Idx     %",
                "    0     1    10",
                "    0     2    20",
                "    1     1    30",
                "    0     1    11",
                "    0     2    21");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0.1 GPU_UTIL 11-28T20:00:00Z 10.0",
            "node01/0.1 GPU_UTIL 11-28T20:00:05Z 11.0",
            "node01/0.2 GPU_UTIL 11-28T20:00:00Z 20.0",
            "node01/0.2 GPU_UTIL 11-28T20:00:05Z 21.0",
            "node01/1.1 GPU_UTIL 11-28T20:00:00Z 30.0");
  }

  @ParameterizedTest
  @CsvSource({
    "'gpu, gi, ci, sm', '0, 3, 1, 10', node01/0.3.1",
    "'gpu, mig_id, sm', '0, 3, 10', node01/0.3",
    "'gpu, sm, GPU_Instance_ID', '0, 10, 3', node01/0.3",
    "'gpu, mig, sm', '0, N/A, 10', node01/0",
    "'gpu, mig, sm', '0, , 10', node01/0",
    "'gpu, mig, sm', '0, -1, 10', node01/0",
    "'gpu, mig, sm', '0, 4294967295, 10', node01/0",
  })
  void instancesAreNamedInSeveralWays(String header, String row, String gpu) {
    Upload upload =
        Uploading.ofHost(folder).time("2026-11-28T20:00:00Z").upload("#" + header, " " + row);

    assertThat(upload.samples()).containsExactly(gpu + " GPU_UTIL 11-28T20:00:00Z 10.0");
  }

  @Test
  void columnsThatAreGivenMayNameTheInstance() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .columns("gpu", "mig", "sm")
            .upload("    0     2    20", "    0     -    30");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_UTIL 11-28T20:00:00Z 30.0", "node01/0.2 GPU_UTIL 11-28T20:00:00Z 20.0");
  }

  @Test
  void anInstanceThatIsNoNumberIsRejected() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload("# gpu   mig    sm", "    0  1g.5gb  10", "    0   2   20");

    assertThat(upload.result().rejects())
        .singleElement()
        .extracting(RejectedRow::reason)
        .asString()
        .contains("MIG instance", "1g.5gb");
    assertThat(upload.result().accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# gpu  vgpu    sm   mem\n# Idx    Id     %     %\n    0 11924     6     3",
        "# GPU  vGPU  process  process  sm\n# Idx  Id  Id  name  %\n 0  1  2  python  3",
        "# gpu  session  process  codec\n# Idx  Id  Id  type\n 0  1  2  H264",
        "#gpu, nvlink, rxpci\n 0, 1, 5",
        "#gpu, stream, sm\n#Idx, Id, %\n 0, 1, 5",
      })
  void rowsOfSomethingElseOnAGpuAreRefused(String file) {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class, () -> Uploading.in(folder).upload(file));

    assertThat(e).hasMessageContainingAll("several of", "nvidia-smi dmon -o DT");
    assertThat(e.report().kind()).isEqualTo("nvidia_smi_other");
  }

  @Test
  void processesOfInstancesAreRefusedAsProcessesAre() {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Uploading.in(folder).upload("# gpu   mig   pid    sm", "    0  1  77  10"));

    assertThat(e.report().kind()).isEqualTo("nvidia_smi_pmon");
  }

  @Test
  void rowsBelowALaterHeaderOfSomethingElseAreRejected() {
    Upload upload =
        Uploading.ofHost(folder)
            .upload(
                "#Date       Time        gpu    sm",
                " 20261128   20:00:00      0    50",
                "#Date       Time        gpu  stream  sm",
                "#YYYYMMDD   HH:MM:SS    Idx    Id     %",
                " 20261128   20:00:01      0     7    51",
                "#Date       Time        gpu   mig   sm",
                " 20261128   20:00:02      0     1    52");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_UTIL 11-28T20:00:00Z 50.0", "node01/0.1 GPU_UTIL 11-28T20:00:02Z 52.0");
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(5L);
  }

  @Test
  void whatGpmMeasuresIsInDcgmsUnits() {
    Upload upload =
        Uploading.ofHost(folder)
            .time("2026-11-28T20:00:00Z")
            .upload(
                "# gpu    pwr      gract    smutil     smocc    mmaact      dram     pcitx  newcol",
                "# Idx      W      GPM:%     GPM:%     GPM:%     GPM:%     GPM:% GPM:MiB/s  GPM:%",
                "    0     56          -         -         -         -         -         -      -",
                "    0     57          9        50        12         0       100         3      1");

    assertThat(upload.result().rejects()).isEmpty();
    assertThat(upload.result().ignoredNames()).containsExactly("newcol");
    assertThat(upload.samples())
        .containsExactly(
            "node01/0 DCGM_FI_PROF_DRAM_ACTIVE 11-28T20:00:01Z 1.0",
            "node01/0 DCGM_FI_PROF_GR_ENGINE_ACTIVE 11-28T20:00:01Z 0.09",
            "node01/0 DCGM_FI_PROF_PCIE_TX_BYTES 11-28T20:00:01Z 3145728.0",
            "node01/0 DCGM_FI_PROF_PIPE_TENSOR_ACTIVE 11-28T20:00:01Z 0.0",
            "node01/0 DCGM_FI_PROF_SM_ACTIVE 11-28T20:00:01Z 0.5",
            "node01/0 DCGM_FI_PROF_SM_OCCUPANCY 11-28T20:00:01Z 0.12",
            "node01/0 POWER_USAGE 11-28T20:00:00Z 56.0",
            "node01/0 POWER_USAGE 11-28T20:00:01Z 57.0");
  }
}
