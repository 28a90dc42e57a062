package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
