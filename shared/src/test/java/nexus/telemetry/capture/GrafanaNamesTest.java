package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grafana's columns that are called as the legend shows them. */
class GrafanaNamesTest {

  private static final Given SAID = given("n1", "DCGM_FI_DEV_GPU_TEMP", null);
  private static final String ROWS = "\n2026-11-28 20:00:00,41,42\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Time,0,1",
        "\"Time\",\"GPU 0\",\"GPU 1\"",
        "Time,gpu0,gpu1",
        "Time,GPU-0,GPU-1",
        "Time,gpu=0,gpu=1",
        "Time,n1 GPU 0,n1 GPU 1",
        "Time,N1 / gpu 0,N1 / gpu 1",
        "Time,n1:gpu0,n1:gpu1",
      })
  void namesOfOneGpuEachAreThoseGpus(String header) {
    Captured read =
        Captured.of(header + ROWS + header + "\n2026-11-28 20:00:15,43,\n", SAID, "UTC");

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_TEMP 20:00:15 43.0",
            "n1/1 GPU_TEMP 20:00:00 42.0");
    assertThat(read.rejects()).isEmpty();
    assertThat(read.report().kind()).isEqualTo("grafana_series");
  }

  @Test
  void aNameMayBeAUuid() {
    String one = "GPU-aaaaaaaa-bbbb-cccc-dddd-000000000001";
    String other = "GPU-aaaaaaaa-bbbb-cccc-dddd-000000000002";
    Captured read = Captured.of("Time," + one + "," + other + ROWS, SAID, "UTC");

    assertThat(read.samples())
        .containsExactly(
            "n1/" + one + " GPU_TEMP 20:00:00 41.0", "n1/" + other + " GPU_TEMP 20:00:00 42.0");
  }

  /** Two of one index, another host, another metric, a name of no GPU: nobody guesses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Time,GPU 0,GPU 0",
        "Time,GPU 0,gpu0",
        "Time,0,GPU 0",
        "Time,n2 GPU 0,n2 GPU 1",
        "Time,n1 GPU 0,n2 GPU 1",
        "Time,GPU 0,n2 GPU 1",
        "Time,GPU 0 Temp,GPU 1 Temp",
        "Time,Power GPU 0,Power GPU 1",
        "Time,GPU 0,average",
        "Time,n1,n2",
        "Time,A100 0,A100 1",
        "Time,GPU 0.1,GPU 1.1",
        "Time,GPU 0 GPU 1,GPU 2",
        "Time,99999,1",
      })
  void otherNamesAreRefusedAndTheWayToLabelsIsTold(String header) {
    UnreadableCaptureException refused =
        catchThrowableOfType(
            UnreadableCaptureException.class, () -> Captured.of(header + ROWS, SAID, "UTC"));

    String first = header.substring(5, header.indexOf(',', 5));
    assertThat(refused)
        .as(header)
        .hasMessageContaining('"' + first + '"')
        .hasMessageContaining("Verbose")
        .hasMessageContaining("Labels to fields");
    assertThat(refused.report().kind()).isEqualTo("grafana_series");
    assertThat(refused.report().columns()).hasSize(3);
  }

  @Test
  void whatIsNotGivenIsMissedAtOnce() {
    assertThatThrownBy(() -> Captured.of("Time,n1 GPU 0,n1 GPU 1" + ROWS))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("lacks the host name and the name of the metric and the zone");
  }

  @Test
  void belowAHeaderOfOtherNamesNothingIsTaken() {
    Captured read = Captured.of("Time,GPU 0,GPU 1" + ROWS + "Time,GPU 1,GPU 0" + ROWS, SAID, "UTC");

    assertThat(read.accepted()).isEqualTo(2);
    assertThat(read.rejected()).isEqualTo(2);
  }

  @Test
  void aWideFileIsStillOne() {
    Captured read =
        Captured.of(
            "Time,GPU,Temp (C)\n2026-11-28 20:00:00,0,41\n", given("n1", null, null), "UTC");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 41.0");
  }
}
