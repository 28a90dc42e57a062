package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands above the rows of a file is passed over and told, or named by the error. */
class LinesAboveTest {

  private static final String SMI =
      "timestamp, index, utilization.gpu [%]\n2026/11/28 20:00:00.000, 0, 90 %\n";

  private static final String PROMPT =
      "user@n1:~$ nvidia-smi --query-gpu=timestamp,index,utilization.gpu --format=csv -l 1";

  private static final Given SCRAPED = Captured.given(null, null, "2026-11-28T20:00:00Z");

  private static List<String> skipped(Captured read) {
    return read.report().skipped().stream().map(one -> one.line() + ": " + one.text()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nohup: ignoring input",
        "Last login: Sat Nov 28 19:59:59 2026 from 10.0.0.7",
        "Welcome to Ubuntu 24.04, GNU/Linux, x86_64",
        "# node01, rack 7",
        PROMPT,
      })
  void aLineAboveTheHeaderIsPassedOverAndTold(String above) {
    Captured read = Captured.of(above + "\n" + SMI, Captured.HOST, "UTC");

    assertThat(read.samples()).containsExactly("node09/0 GPU_UTIL 20:00:00 90.0");
    assertThat(skipped(read)).containsExactly("1: " + above);
    assertThat(read.reasons()).isEmpty();
  }

  @Test
  void severalLinesMayStandAboveAndLinesKeepTheirNumbers() {
    Captured read =
        Captured.of(
            "nohup: ignoring input\n\n" + PROMPT + "\n" + SMI + "bad\n", Captured.HOST, "UTC");

    assertThat(skipped(read)).containsExactly("1: nohup: ignoring input", "3: " + PROMPT);
    assertThat(read.reasons()).containsExactly("6: the row has 1 fields, the header 3");
  }

  @Test
  void aRowIsNeverPassedOver() {
    UnreadableCaptureException refused =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Captured.of("2026/11/28 19:59:59.000, 0, 80 %\n" + SMI, Given.NONE, null));

    assertThat(refused)
        .hasMessageStartingWith(
            "line 1 should be the header, and names no column that is known:"
                + " 2026/11/28 19:59:59.000, 0, 80 %;")
        .hasMessageContaining("columns=NAMES")
        .hasMessageContaining("host=NAME")
        .hasMessageContaining("tz=Europe/Berlin");
    assertThat(refused.report().missing())
        .extracting(CaptureReport.Missing::parameter)
        .containsExactly("columns", "host", "tz");
  }

  @Test
  void theLineThatIsNoHeaderIsNamedAndWhatWasMeant() {
    assertThat(
            catchThrowableOfType(
                UnreadableCaptureException.class,
                () -> Captured.of("\ntimestmp,gpuu_id,utl\n2026-11-28T20:00:00Z,0,9\n")))
        .hasMessageStartingWith("line 2 should be the header")
        .hasMessageContaining("did you mean timestamp for timestmp, gpu_id for gpuu_id?");
  }

  @Test
  void rowsBelowAHeaderWithAnUnknownNameAreRowsAlsoAboveAnotherHeader() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu_id,Hostname,oddity
            2026-11-28T20:00:00Z,0,n1,5
            timestamp,gpu_id,Hostname,temperature,power_draw
            2026-11-28T20:00:01Z,0,n1,41,90
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:01 41.0",
            "n1/0 POWER_USAGE 20:00:01 90.0",
            "n1/0 oddity 20:00:00 5.0");
    assertThat(skipped(read)).isEmpty();
  }

  @Test
  void dmonMayHaveLinesAbove() {
    Captured read =
        Captured.of(
            """
            nohup: ignoring input
            $ nvidia-smi dmon -o DT
            #Date       Time        gpu    sm
            #YYYYMMDD   HH:MM:SS    Idx     %
             20261128   20:00:00      0    90
            """,
            Captured.HOST, "UTC");

    assertThat(read.samples()).containsExactly("node09/0 GPU_UTIL 20:00:00 90.0");
    assertThat(skipped(read))
        .containsExactly("1: nohup: ignoring input", "2: $ nvidia-smi dmon -o DT");
    assertThat(read.reasons()).isEmpty();
  }

  @Test
  void metricsMayHaveLinesAbove() {
    Captured read =
        Captured.of(
            """
            * Connected to node01 (10.0.0.7) port 9400
            # TYPE DCGM_FI_DEV_GPU_TEMP gauge
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 45
            """,
            SCRAPED,
            null);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 45.0");
    assertThat(skipped(read)).containsExactly("1: * Connected to node01 (10.0.0.7) port 9400");
    assertThat(read.reasons()).isEmpty();
  }

  @Test
  void anAnswerMayHaveItsHeadersAbove() {
    Captured read =
        Captured.of(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                + "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":"
                + "{\"__name__\":\"DCGM_FI_DEV_GPU_TEMP\",\"gpu\":\"0\",\"Hostname\":\"n1\"},"
                + "\"value\":[1795896000,\"45\"]}]}}");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 45.0");
    assertThat(skipped(read))
        .containsExactly("1: HTTP/1.1 200 OK", "2: Content-Type: application/json");
  }
}
