package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;

/** Grafana's files of many series, whose first line is longer than any row. */
class GrafanaWideTest {

  private static final Given TEMPERATURE = Captured.given(null, "DCGM_FI_DEV_GPU_TEMP", null);

  private static String header(int series) {
    return IntStream.range(0, series)
        .mapToObj(
            i ->
                ("\"{Hostname=\"\"n%d\"\", UUID=\"\"GPU-aaaaaaaa-bbbb-cccc-dddd-%012d\"\","
                        + " container=\"\"exporter\"\", device=\"\"nvidia%d\"\", gpu=\"\"%d\"\","
                        + " instance=\"\"10.0.0.%d:9400\"\", job=\"\"dcgm\"\","
                        + " modelName=\"\"NVIDIA H100 80GB HBM3\"\"}\"")
                    .formatted(i / 8, i, i % 8, i % 8, i / 8))
        .collect(Collectors.joining(",", "\"Time\",", "\n"));
  }

  private static String row(int series, String time) {
    return IntStream.range(0, series)
        .mapToObj(i -> String.valueOf(30 + i % 60))
        .collect(Collectors.joining(",", time + ",", "\n"));
  }

  @Test
  void aThousandSeriesAreRead() {
    String header = header(1_000);
    assertThat(header).hasSizeBetween(200 << 10, 1 << 20);
    String file = header + row(1_000, "2026-11-28 20:00:00") + row(1_000, "2026-11-28 20:00:15");

    Captured read = Captured.of(file, TEMPERATURE, "UTC");

    assertThat(read.report().kind()).isEqualTo("grafana_series");
    assertThat(read.accepted()).isEqualTo(2_000);
    assertThat(read.rejects()).isEmpty();
    assertThat(read.samples())
        .contains("n0/0 GPU_TEMP 20:00:00 30.0", "n124/7 GPU_TEMP 20:00:15 69.0");
  }

  @Test
  void whatIsMissingIsStillSaidAtOnce() {
    String file = header(1_000) + row(1_000, "2026-11-28 20:00:00");

    assertThatThrownBy(() -> Captured.of(file))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("the name of the metric and the zone of its times");
  }

  /** Whoever reads a part would not see it. */
  @Test
  void itIsReadAsAWhole() {
    byte[] beginning = header(1_000).substring(0, 65_538).getBytes(StandardCharsets.UTF_8);

    assertThat(Capture.isSplittable(beginning, TEMPERATURE)).isFalse();
  }

  @Test
  void aLineOfMegabytesIsNoHeader() {
    assertThatThrownBy(() -> Captured.of(header(8_000) + "1,2\n", TEMPERATURE, "UTC"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the first line, is longer than");
    assertThatThrownBy(() -> Captured.of("a,b,".repeat(1 << 20)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the first line, is longer than");
  }

  /** Rows below a header that cannot be read are not those of the one above it. */
  @Test
  void belowALongHeaderInTheMiddleNothingIsTakenForAnotherSeries() {
    String time = "2026-11-28 20:00:00";
    String file =
        header(2)
            + row(2, time)
            + header(1_000)
            + row(2, "2026-11-28 20:00:15")
            + header(2)
            + row(2, "2026-11-28 20:00:30");

    Captured read = Captured.of(file, TEMPERATURE, "UTC");

    assertThat(read.samples())
        .containsExactly(
            "n0/0 GPU_TEMP 20:00:00 30.0",
            "n0/0 GPU_TEMP 20:00:30 30.0",
            "n0/1 GPU_TEMP 20:00:00 31.0",
            "n0/1 GPU_TEMP 20:00:30 31.0");
    assertThat(read.reasons())
        .containsExactly(
            "3: the line is longer than 65536 bytes",
            "4: the header above this row is too long to be read below the first line of a file");
  }
}
