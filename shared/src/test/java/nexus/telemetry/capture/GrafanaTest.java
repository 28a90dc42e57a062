package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrafanaTest {

  private static final Given TEMPERATURE = given(null, "DCGM_FI_DEV_GPU_TEMP", null);

  private static final String SERIES =
      """
      "Time","{Hostname=""n1"", gpu=""0""}","DCGM_FI_DEV_POWER_USAGE{Hostname=""n1"", gpu=""1"", job=""x,y""}"
      2026-11-28 21:00:00,45,61.1
      2026-11-28 21:00:15,,62 W
      2026-11-28 21:00:30,"46 °C",
      2026-11-28 21:00:45,,
      """;

  @Test
  void everyCellOfAColumnASeriesIsAValue() {
    Captured read = Captured.of(SERIES, TEMPERATURE, "Europe/Berlin");

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 45.0",
            "n1/0 GPU_TEMP 20:00:30 46.0",
            "n1/1 POWER_USAGE 20:00:00 61.1",
            "n1/1 POWER_USAGE 20:00:15 62.0");
    assertThat(read.rows()).isEqualTo(4);
    assertThat(read.rejects()).isEmpty();
    assertThat(read.report().kind()).isEqualTo("grafana_series");
    assertThat(read.report().separator()).isEqualTo(",");
    assertThat(read.report().columns())
        .extracting(CaptureReport.Column::as)
        .containsExactly("time", "metric", "metric");
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() {
    assertThatThrownBy(() -> Captured.of(SERIES.replace("DCGM_FI_DEV_POWER_USAGE", "")))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("the name of the metric and the zone of its times")
        .hasMessageContaining("metric=NAME")
        .hasMessageContaining("tz=");
    assertThatThrownBy(() -> Captured.of(SERIES.replace("Hostname=\"\"n1\"\", ", "")))
        .hasMessageContaining("the host name and the zone of its times");
    assertThatThrownBy(() -> Captured.of(SERIES.replace("gpu=", "slot="), TEMPERATURE, "UTC"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("lacks the index or UUID of the GPU");
  }

  @Test
  void aColumnThatNobodyUnderstandsIsIgnoredAndNamed() {
    Captured read =
        Captured.of(
            """
            sep=;
            "Time";"{Hostname=""n1"", gpu=""0""}";"node 7";"{job=""x""}"
            2026-11-28T20:00:00Z;45,5;1;
            2026-11-28T20:00:15Z;;2;3
            """,
            TEMPERATURE,
            null);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 45.5");
    assertThat(read.ignored().values()).isEqualTo(3);
    assertThat(read.ignored().names()).containsExactly("node 7", "{job=\"x\"}");
    assertThat(read.report().columns())
        .extracting(CaptureReport.Column::as)
        .containsExactly("time", "metric", "unknown", "unknown");
  }

  @Test
  void rowsThatAreBrokenAreRejectedWithTheirLine() {
    Captured read =
        Captured.of(
            """
            "Time","{Hostname=""n1"", gpu=""0""}","{Hostname=""n1"", gpu=""1""}"
            1795896000000,1,2
            1795896015000,1
            1795896015000,1,2,3
            1795896015000,"1,2
            DCGM_FI_DEV_GPU_TEMP{gpu="1"} 5
            {"status":"success"}
            1795896015000,x,2
            yesterday,1,2
            1795896030000,3,4,
            """,
            TEMPERATURE,
            null);

    assertThat(read.samples()).hasSize(5);
    assertThat(read.reasons())
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("3: the row has 2 fields, the header 3"),
            one -> assertThat(one).isEqualTo("4: the row has 4 fields, the header 3"),
            one -> assertThat(one).isEqualTo("5: a quote is not closed"),
            one -> assertThat(one).isEqualTo("6: the row has 1 fields, the header 3"),
            one -> assertThat(one).isEqualTo("7: the row has 1 fields, the header 3"),
            one -> assertThat(one).isEqualTo("8: the value is no finite number"),
            one -> assertThat(one).startsWith("9: the timestamp must be"),
            one -> assertThat(one).startsWith("9: the timestamp must be"));
  }

  @Test
  void filesPutTogetherAreEachReadByTheirHeader() {
    Captured read =
        Captured.of(
            """
            "Time","{Hostname=""n1"", gpu=""0""}","{Hostname=""n1"", gpu=""1""}"
            1795896000000,1,2
            "Time","{Hostname=""n2"", gpu=""0""}"
            1795896000000,3
            "Time","nothing","known"
            1795896000000,4
            """,
            TEMPERATURE,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 1.0",
            "n1/1 GPU_TEMP 20:00:00 2.0",
            "n2/0 GPU_TEMP 20:00:00 3.0");
    assertThat(read.reasons())
        .containsExactly(
            "5: no column of this header is a series",
            "6: no column of the header above this row is a series");
  }

  @ParameterizedTest
  @ValueSource(strings = {";", ",", "\t"})
  void olderGrafanasWriteOneSeriesBelowTheOther(String separator) {
    String file =
        """
        "Series";"Time";"Value"
        "DCGM_FI_DEV_GPU_UTIL{Hostname=""n1"",gpu=""0""}";"2026-11-28T21:00:00+01:00";"45%"
        "{Hostname=""n1"",gpu=""0""}";"2026-11-28T21:00:00+01:00";41
        "{Hostname=""n1"",gpu=""0""}";"2026-11-28T21:00:15+01:00";null
        "node 7";"2026-11-28T21:00:00+01:00";41
        """;
    Captured read = Captured.of("\uFEFF" + file.replace(";", separator), TEMPERATURE, null);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 41.0", "n1/0 GPU_UTIL 20:00:00 45.0");
    assertThat(read.missing()).isEqualTo(1);
    assertThat(read.ignored().names()).containsExactly("node 7");
    assertThat(read.report().kind()).isEqualTo("grafana_long");
    assertThat(read.report().separator()).isEqualTo(separator);
  }

  @Test
  void ofOlderGrafanasTheSameIsSaid() {
    String file =
        """
        Series;Time;Value
        {gpu="0"};2026-11-28 21:00:00;45,5
        """;

    assertThatThrownBy(() -> Captured.of(file))
        .hasMessageContaining("the host name and the name of the metric and the zone");
    assertThat(Captured.of(file, given("n", "temperature", null), "Europe/Berlin").samples())
        .containsExactly("n/0 GPU_TEMP 20:00:00 45.5");
    assertThatThrownBy(() -> Captured.of(file.replace("{gpu=\"0\"}", "node 7")))
        .hasMessageContaining("lacks the index or UUID of the GPU");
  }

  @Test
  void aSeriesWithoutQuotesAroundItIsOneToo() {
    Captured read =
        Captured.of(
            """
            Time;DCGM_FI_DEV_GPU_TEMP{Hostname="n1",gpu="0"}
            1795896000000;45,5
            """);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 45.5");
  }

  @Test
  void labelsAsColumnsAreLikeAnyOtherCsv() {
    Captured read =
        Captured.of(
            """
            "Time","Hostname","UUID","gpu","job","modelName","Value"
            2026-11-28 20:00:00,n1,GPU-aa,0,dcgm,"NVIDIA A10, PCIe",10
            2026-11-28 20:00:15,n1,GPU-aa,0,dcgm,"NVIDIA A10, PCIe",
            """,
            TEMPERATURE,
            "UTC");
    Captured named =
        Captured.of(
            """
            "Time","Hostname","gpu","DCGM_FI_DEV_GPU_TEMP","DCGM_FI_DEV_GPU_UTIL"
            1795896000000,n1,0,10,45
            """);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 10.0");
    assertThat(read.missing()).isEqualTo(1);
    assertThat(named.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 10.0", "n1/0 GPU_UTIL 20:00:00 45.0");
  }
}
