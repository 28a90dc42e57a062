package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people put above a header, and how their spreadsheets spell times. */
class SpreadsheetFilesTest {

  private static final String ROWS = "2026-11-28 20:00:00,0,n1,40\n";

  private static Captured read(String above, String header) {
    return Captured.of(above + header + "\n" + ROWS, Given.NONE, "UTC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# exported by hand\n",
        "# host, time and so on\n\n#\n",
        "#TYPE System.Management.Automation.PSCustomObject\n",
        "  # GPUs of the lab: 8\n# unit: W\nsep=,\n",
        ""
      })
  void remarksAboveTheHeaderArePassedOver(String above) {
    Captured read = read(above, "timestamp,gpu,host,temperature");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
    assertThat(read.rejects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#timestamp,gpu,host,temperature", "# timestamp,gpu,host,temperature"})
  void aHeaderMayStandBehindAHash(String header) {
    assertThat(read("# a remark\n", header).samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void aRemarkBelowTheHeaderIsNoRow() {
    Captured read = read("", "timestamp,gpu,host,temperature\n# a remark");

    assertThat(read.rejected()).isEqualTo(1);
    assertThat(read.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "28.11.2026 20:00, DD.MM.YYYY:",
    "28.11.2026 20:00:05, DD.MM.YYYY:",
    "1.2.26 8:05, DD.MM.YYYY:",
    "28/11/2026 20:00, 'day first, as DD/MM/YYYY'",
    "11/28/2026 8:00 PM, 'month first, as MM/DD/YYYY'",
    "1/28/2026 20:00, 'month first, as MM/DD/YYYY'",
    "03/04/2026 20:00:00, DD/MM/YYYY or MM/DD/YYYY",
    "3-4-2026 20:00:00, DD/MM/YYYY or MM/DD/YYYY",
  })
  void anOrderOfDayAndMonthIsRefusedWithTheFormThatIsRead(String time, String reason) {
    Captured read =
        Captured.of("timestamp,gpu,host,temperature\n" + time + ",0,n1,40\n", Given.NONE, "UTC");

    assertThat(read.accepted()).isZero();
    assertThat(read.reasons().get(0))
        .contains(reason)
        .contains("write YYYY-MM-DD hh:mm:ss and give tz=")
        .contains("2026-11-28T20:00:00+01:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nov 28 2026 20:00:00", "2026-11-28T20:00:03+2:00"})
  void anotherFormIsRefusedWithThoseThatAreRead(String time) {
    Captured read =
        Captured.of("timestamp,gpu,host,temperature\n" + time + ",0,n1,40\n", Given.NONE, "UTC");

    assertThat(read.reasons().get(0))
        .contains("RFC 3339 with an offset")
        .contains("YYYY-MM-DD hh:mm:ss");
  }

  @Test
  void nvidiaSmisOwnTimesAreRead() {
    Captured read =
        Captured.of(
            "timestamp,gpu,host,temperature\n2026/11/28 20:00:00.123,0,n1,40\n", Given.NONE, "UTC");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00.123 40.0");
  }
}
