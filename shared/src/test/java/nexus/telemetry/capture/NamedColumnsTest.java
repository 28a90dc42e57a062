package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are given for the columns of a file without a header. */
class NamedColumnsTest {

  private static final String ROWS =
      "2026/11/28 20:00:00.000, 0, 90 %\n2026/11/28 20:00:01.000, 0, 91 %\n";

  private static Given names(String... names) {
    return new Given("n1", null, null, null, List.of(names));
  }

  private static final Given THREE = names("timestamp", "index", "utilization.gpu");

  @Test
  void anotherNumberOfNamesThanFieldsIsOneErrorThatTellsThemAll() {
    UnreadableCaptureException few =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Captured.of(ROWS.replace(" %", " %, 61 W"), THREE, "UTC"));
    UnreadableCaptureException many =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Captured.of(ROWS, names("timestamp", "index", "name", "x"), "UTC"));

    assertThat(few.field()).isEqualTo("columns");
    assertThat(few)
        .hasMessageContaining(
            "columns= has 3 names, and the first row, line 1, has 4 fields: timestamp ="
                + " 2026/11/28 20:00:00.000, index = 0, utilization.gpu = 90 %, (no name) = 61 W");
    assertThat(many)
        .hasMessageContaining("columns= has 4 names, and the first row, line 1, has 3 fields")
        .hasMessageContaining("name = 90 %, x = (no field)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nohup: ignoring input\n",
        "nohup: ignoring input\nWelcome to node01, rack seven\n\n",
        "root@node01:~# nvidia-smi --query-gpu=timestamp,index --format=csv,noheader -l\n",
      })
  void whatStandsAboveTheFirstRowIsPassedOverAndTold(String above) {
    Captured read = Captured.of(above + ROWS, THREE, "UTC");

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_UTIL 20:00:00 90.0", "n1/0 GPU_UTIL 20:00:01 91.0");
    assertThat(read.rejects()).isEmpty();
    assertThat(read.report().skipped().get(0).text()).isEqualTo(above.lines().findFirst().get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"00.000, 0, 90 %\n", "0, 90 %\n", "N/A, N/A\n", "x, [N/A], N/A\n"})
  void whatMayBeARowIsNot(String cut) {
    Captured read = Captured.of(cut + ROWS, THREE, "UTC");

    assertThat(read.accepted()).isEqualTo(2);
    assertThat(read.reasons()).singleElement().asString().startsWith("1: ");
  }
}
