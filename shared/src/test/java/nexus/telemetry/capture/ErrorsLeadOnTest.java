package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error says what to do next, and what is told of a file is how it is read. */
class ErrorsLeadOnTest {

  private static Given columns(String... names) {
    return new Given("n1", null, "2026-11-28T20:00:00Z", null, List.of(names));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamp, index, temperature.gpu\n2026-11-28T20:00:00Z, 0, 41\n",
        "timestamp;index;temperature.gpu\n2026-11-28T20:00:00Z;0;41\n",
        "# HELP DCGM_FI_DEV_GPU_TEMP C\nDCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41\n",
        "{\"status\":\"success\",\"data\":{\"result\":[]}}",
        "\"Time\",\"{gpu=\"\"0\"\"}\"\n2026-11-28T20:00:00Z,41\n",
      })
  void namesOfColumnsAreRefusedWhereTheFileHasItsOwn(String file) {
    assertThatThrownBy(() -> Captured.of(file, columns("timestamp", "index", "power.draw"), null))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("columns"))
        .hasMessageContaining("leave columns= out");
  }

  @Test
  void severalQueriesOfGrafanaAreToBeCalledByTheirMetrics() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    "Time,Hostname,gpu,Value #A,Value #B\n2026-11-28 20:00:00,n1,0,45,90\n",
                    Given.NONE,
                    "UTC"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("Value #A, Value #B")
        .hasMessageContaining("Organize fields")
        .hasMessageContaining("metric=NAME");
  }

  @Test
  void anAnswerWithoutSeriesSaysThatTheQueryFoundNothing() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("no series")
        .hasMessageContaining("found nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~\"timestamp,gpu_id,Hostname,temperature\"~ | take them away",
        "timestamp gpu_id Hostname temperature | blanks stand between its columns",
        "n1 smi[77]: timestamp, index, temperature.gpu | did you mean timestamp for n1 smi[77]",
        "metric,2026-11-28T20:00:00Z,2026-11-28T20:00:15Z | exchange rows and columns",
        "timestamp,gpu_id,Hostname,metric_name | a column value in the file",
      })
  void whatIsWrongWithAHeaderIsSaid(String header, String told) {
    assertThatThrownBy(() -> Captured.of(header + "\n1,2,3\n"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining(told);
  }

  @Test
  void aFileOfAnotherSeparatorMayStandBehind() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,Hostname,temperature
            2026-11-28T20:00:00Z,0,n1,45
            timestamp;gpu;Hostname;power_draw
            2026-11-28T20:00:01Z;0;n1;90,5
            timestamp,gpu,Hostname,temperature
            2026-11-28T20:00:02Z,0,n1,46
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 45.0",
            "n1/0 GPU_TEMP 20:00:02 46.0",
            "n1/0 POWER_USAGE 20:00:01 90.5");
    assertThat(read.reasons()).isEmpty();
  }

  private static final String ROWS =
      "timestamp,gpu,Hostname,temperature\n2026-11-28T20:00:00Z,0,n1,45\n";

  @Test
  void aLineOfAnotherEncodingIsCalledSo() throws IOException {
    String more = "2026-11-28T20:00:01Z,0,n1,46\n2026-11-28T20:00:02Z,0,n1,47\n";
    byte[] utf16Behind =
        joined(ROWS.getBytes(StandardCharsets.UTF_8), more.getBytes(StandardCharsets.UTF_16LE));
    byte[] utf16First =
        Unpacked.of(
                new ByteArrayInputStream(
                    joined(
                        ("\uFEFF" + ROWS).getBytes(StandardCharsets.UTF_16LE),
                        more.getBytes(StandardCharsets.UTF_8))),
                Hint.NONE)
            .readAllBytes();
    byte[] zeros = joined(ROWS.getBytes(StandardCharsets.UTF_8), new byte[50]);

    assertThat(Captured.of(utf16Behind, Given.NONE, null).reasons())
        .first()
        .asString()
        .startsWith("3: the line is UTF-16, and the beginning of the file is not");
    assertThat(Captured.of(utf16First, Given.NONE, null).reasons())
        .singleElement()
        .asString()
        .startsWith("3: the line is not UTF-16, and the beginning of the file is");
    assertThat(Captured.of(zeros, Given.NONE, null).reasons())
        .containsExactly("3: the line is zeros: the file was not written to its end");
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void aTimeOfDayAloneSaysThatItsDayIsMissing() {
    Captured read = Captured.of("time,gpu,Hostname,temperature\n20:00:00,0,n1,45\n");

    assertThat(read.reasons()).singleElement().asString().contains("its day is missing");
  }

  @Test
  void columnsOfLabelsAndUnitsAreToldAsSuch() {
    Captured read =
        Captured.of(
            """
            timestamp,Hostname,gpu,metric_name,value,unit,err_code,comment
            2026-11-28T20:00:00Z,n1,0,DCGM_FI_DEV_GPU_TEMP,45,C,7,warm
            """);

    assertThat(read.report().columns())
        .extracting(CaptureReport.Column::as)
        .containsExactly("time", "host", "gpu", "metric", "value", "unit", "label", "ignored");
    assertThat(read.report().columns().get(6).takenFor()).isEqualTo("err_code");
  }

  @Test
  void unitsAndWhatConvertsThemAreTold() {
    Captured read =
        Captured.of(
            """
            timestamp,Hostname,gpu,Memory Used [GiB],temperature.gpu,oddity
            2026-11-28T20:00:00Z,n1,0,1,45,3
            """);

    assertThat(read.samples()).contains("n1/0 FB_USED 20:00:00 1024.0");
    assertThat(read.report().columns().subList(3, 6))
        .containsExactly(
            new CaptureReport.Column(
                "Memory Used [GiB]", "DCGM_FI_DEV_FB_USED", "metric", "MiB", 1024.0, null),
            new CaptureReport.Column(
                "temperature.gpu", "DCGM_FI_DEV_GPU_TEMP", "metric", "C", null, null),
            new CaptureReport.Column("oddity", "oddity", "metric", null, null, null));
  }
}
