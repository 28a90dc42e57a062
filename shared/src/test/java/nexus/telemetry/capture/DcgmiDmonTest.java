package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import nexus.telemetry.capture.Uploading.Upload;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.RejectedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dcgmi dmon writes, from the upload to the queue. */
class DcgmiDmonTest {

  private static final String[] LEFT = {
    "#Entity         GPUTL        MCUTL        POWER          RXTPT           ",
    "ID                                        W              KB              ",
    "GPU 0           12           34           70.125         5               ",
    "GPU 1           13           N/A          71.5           6               ",
    "GPU 0           14           35           72             7               ",
    "#Entity         GPUTL        MCUTL        POWER          RXTPT           ",
    "ID                                        W              KB              ",
    "GPU 1                        36                          8               ",
  };

  @TempDir private Path folder;

  private Uploading given() {
    return Uploading.in(folder).host("node01").time("2026-11-28T20:00:00Z");
  }

  @Test
  void cellsStandBelowTheirNamesAndMayBeEmpty() {
    Upload upload = given().interval("1").upload(LEFT);

    assertThat(upload.result().capture().kind()).isEqualTo("dcgmi_dmon");
    assertThat(upload.result().rejects()).isEmpty();
    assertThat(upload.result().missing()).isEqualTo(3);
    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_UTIL 11-28T20:00:00Z 12.0",
            "node01/0 GPU_UTIL 11-28T20:00:01Z 14.0",
            "node01/0 MEM_COPY_UTIL 11-28T20:00:00Z 34.0",
            "node01/0 MEM_COPY_UTIL 11-28T20:00:01Z 35.0",
            "node01/0 PCIE_RX_THROUGHPUT 11-28T20:00:00Z 5.0",
            "node01/0 PCIE_RX_THROUGHPUT 11-28T20:00:01Z 7.0",
            "node01/0 POWER_USAGE 11-28T20:00:00Z 70.125",
            "node01/0 POWER_USAGE 11-28T20:00:01Z 72.0",
            "node01/1 GPU_UTIL 11-28T20:00:00Z 13.0",
            "node01/1 MEM_COPY_UTIL 11-28T20:00:01Z 36.0",
            "node01/1 PCIE_RX_THROUGHPUT 11-28T20:00:00Z 6.0",
            "node01/1 PCIE_RX_THROUGHPUT 11-28T20:00:01Z 8.0",
            "node01/1 POWER_USAGE 11-28T20:00:00Z 71.5");
  }

  @Test
  void theOlderFormSetsNumbersToTheRight() {
    Upload upload =
        given()
            .upload(
                "# Entity  SMACT  DRAMA",
                "      Id",
                "    GPU 0  0.500    N/A",
                "    GPU 0  0.625  0.250");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 DCGM_FI_PROF_DRAM_ACTIVE 11-28T20:00:01Z 0.25",
            "node01/0 DCGM_FI_PROF_SM_ACTIVE 11-28T20:00:00Z 0.5",
            "node01/0 DCGM_FI_PROF_SM_ACTIVE 11-28T20:00:01Z 0.625");
    assertThat(upload.result().missing()).isEqualTo(1);
  }

  @Test
  void blanksThatWereMadeOneAreReadAsWell() {
    Upload upload = given().upload("#Entity GPUTL MCUTL", "ID", "GPU 0 12 34", "GPU 10 13 35");

    assertThat(upload.result().accepted()).isEqualTo(4);
    assertThat(upload.samples()).contains("node01/10 MEM_COPY_UTIL 11-28T20:00:00Z 35.0");
  }

  /** Which GPU an instance is of does not stand in the file. */
  @Test
  void whatIsNoWholeGpuIsIgnoredWithItsName() {
    Upload upload =
        given()
            .upload(
                "#Entity         GPUTL        ",
                "ID                           ",
                "GPU 0           12           ",
                "GPU-I 3         13           ",
                "GPU-CI 0        14           ",
                "Switch 5        N/A          ",
                "CPU 0           15           ",
                "GPU 0 LINK 2    16           ",
                "GPU 0           17           ");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_UTIL 11-28T20:00:00Z 12.0", "node01/0 GPU_UTIL 11-28T20:00:01Z 17.0");
    assertThat(upload.result().rejected()).isZero();
    assertThat(upload.result().ignored()).isEqualTo(5);
    assertThat(upload.result().ignoredNames())
        .containsExactly(
            "dcgmi GPU-I", "dcgmi GPU-CI", "dcgmi Switch", "dcgmi CPU", "dcgmi GPU LINK");
  }

  @Test
  void columnsOfWordsAreIgnored() {
    Upload upload =
        given()
            .upload(
                "#Entity         DVNAM                   GPUTL        ",
                "ID                                                   ",
                "GPU 0           NVIDIA H100 80GB        12           ");

    assertThat(upload.samples()).containsExactly("node01/0 GPU_UTIL 11-28T20:00:00Z 12.0");
    assertThat(upload.result().ignoredNames()).containsExactly("DVNAM");
  }

  @Test
  void cutRowsAndOtherLinesAreRejected() {
    Upload upload =
        given()
            .upload(
                "#Entity         GPUTL        MCUTL        ",
                "ID                                        ",
                "GPU 0           12           34           ",
                "Error setting watches. Result: -33",
                "GPU 1           1");

    assertThat(upload.result().accepted()).isEqualTo(2);
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(4L, 5L);
  }

  @Test
  void hostAndTimeAreAskedForAtOnce() {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class, () -> Uploading.in(folder).upload(LEFT));

    assertThat(e.report().missing())
        .extracting(Missing::parameter)
        .containsExactlyInAnyOrder("host", "time");
    assertThat(e).hasMessageContainingAll("dcgmi dmon", "interval=");
  }
}
