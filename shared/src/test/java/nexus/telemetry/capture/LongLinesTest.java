package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of one character, or two in turn: whatever they are, they are read in no time. */
class LongLinesTest {

  private static final int LETTERS = 50_000;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Given GIVEN =
      new Given("node01", "DCGM_FI_DEV_GPU_TEMP", "2026-11-28T20:00:00Z", "1s", List.of());

  private static final List<String> PIECES =
      List.of(
          "\r", " ", "\t", ",", ";", "|", "-", "_", ".", ":", "/", "#", "=", "\"", "'", "\\", "0",
          "a", "A", "{", "}", "[", "(", "\u00A0", "\u0000", "a=", "1 ", "} ", "- ", "\" ", "\"\"",
          "=\"", "_a", "a.", "1,", "gpu ", "\r ", "T ", "[1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "# ",
        "-----\n1",
        "node1: ",
        "Time,\"gpu",
        "Time,x\n2026-11-28 20:00:00,",
        "timestamp,gpu_id,",
        "timestamp,gpu_id,gpu_utilization\n2026-11-28T20:00:00Z,0,5\n",
        "timestamp,gpu_id,gpu_utilization\n2026-11-28T20:00:00Z,0,",
        "timestamp,metric_name,gpu_id,value,labels_raw\n2026-11-28T20:00:00Z,M,0,5,\"",
        "# gpu   pwr\n# Idx     W\n",
        "# gpu ",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 5\n",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\",",
        "hw_gpu_utilization{hw_id=\"0\",",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[",
        "name,tags,time,gpu\nnvidia_smi,\"host=a,index=0",
        "Series;Time;Value\n{gpu=\"0\"",
      })
  void aLongLineIsReadOrRefusedInNoTime(String above) {
    for (String piece : PIECES) {
      String line = piece.repeat(LETTERS / piece.length());
      for (String file : List.of(above + line + "x\n", above + line + "\n")) {
        assertTimeoutPreemptively(
            SOON, () -> read(file), () -> above + " and many of " + piece.replace('\r', '^'));
      }
    }
  }

  private static void read(String file) {
    try {
      assertThat(Captured.of(file, GIVEN, "UTC").accepted()).isLessThan(LETTERS);
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
