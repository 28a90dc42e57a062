package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;

/**
 * Metrics of Prometheus without headings, out of its database, or behind many of other programs.
 */
class PrometheusDumpsTest {

  private static final String TIME = "2026-11-28T20:00:00Z";

  /** 2,000 lines of families of a program, 90 KiB. */
  private static String otherFamilies() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      text.append("go_family_of_a_program_").append(i).append("_seconds_total 1234567.5\n");
    }
    return text.toString();
  }

  @Test
  void whatPromtoolDumpsNamesTheMetricByALabel() {
    Captured read =
        Captured.of(
            """
            {__name__="DCGM_FI_DEV_GPU_UTIL", Hostname="n1", gpu="0", job="dcgm"} 97 1795896000000
            {Hostname="n1", gpu="1", __name__="DCGM_FI_DEV_GPU_UTIL"} 9.7e+01 1795896015500
            {__name__="DCGM_FI_DEV_GPU_UTIL", Hostname="n1", gpu="2"} NaN 1795896000000
            {__name__="up", job="dcgm"} 1 1795896000000
            {__name__="request_seconds", job="api"} {count:2, sum:3, [-0.1,0.1]:1} 1795896000000
            {__name__="DCGM_FI_DEV_GPU_UTIL", Hostname="n1", gpu="3"} {count:2, sum:3} 1795896000000
            {gpu="4"} 1 1795896000000
            """);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_UTIL 20:00:00 97.0", "n1/1 GPU_UTIL 20:00:15.500 97.0");
    assertThat(read.missing()).isEqualTo(1);
    assertThat(read.ignored().values()).isEqualTo(2);
    assertThat(read.ignored().names()).containsExactly("up", "request_seconds");
    assertThat(read.reasons())
        .containsExactly("6: the value is a histogram", "7: the line names no metric");
    assertThat(read.report().kind()).isEqualTo("prometheus");
  }

  @Test
  void aDumpAsOpenMetricsHasTimesInSeconds() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_UTIL{Hostname="n1", gpu="0"} 97 1.795896e+09
            DCGM_FI_DEV_GPU_UTIL{Hostname="n1", gpu="0"} 98 1795896015.5
            # EOF
            """);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_UTIL 20:00:00 97.0", "n1/0 GPU_UTIL 20:00:15.500 98.0");
  }

  @Test
  void labelsOfADumpAreThoseOfAScrape() {
    String labels = "gpu=\"0\",Hostname=\"n1\",xid=\"31\",job=\"a\\\"b\"";
    Captured dumped =
        Captured.of("{__name__=\"DCGM_EXP_XID_ERRORS_COUNT\"," + labels + "} 1 1795896000000\n");
    Captured scraped = Captured.of("DCGM_EXP_XID_ERRORS_COUNT{" + labels + "} 1 1795896000000\n");

    assertThat(dumped.samples())
        .isEqualTo(scraped.samples())
        .containsExactly("n1/0 DCGM_EXP_XID_ERRORS_COUNT{xid=\"31\"} 20:00:00 1.0");
  }

  @Test
  void nothingAnnouncesAFamily() {
    Captured read =
        Captured.of(
            """
            go_goroutines 5
            go_threads 8
            process_open_fds 9
            DCGM_FI_DEV_GPU_TEMP{gpu="0",Hostname="n1"} 41
            """,
            given(null, null, TIME),
            null);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 41.0");
    assertThat(read.ignored().values()).isEqualTo(3);
  }

  @Test
  void whatIsMissingIsFoundBehindNinetyKilobytesOfOtherFamilies() {
    String file = otherFamilies() + "nvidia_smi_temperature_gpu{uuid=\"a1-b2\"} 41\n";

    UnreadableCaptureException refused =
        catchThrowableOfType(UnreadableCaptureException.class, () -> Captured.of(file));

    assertThat(refused.report().kind()).isEqualTo("prometheus");
    assertThat(refused.report().missing())
        .extracting(CaptureReport.Missing::parameter)
        .containsExactly("time", "host");
    Captured read = Captured.of(file, given("n1", null, TIME), null);
    assertThat(read.samples()).containsExactly("n1/a1-b2 GPU_TEMP 20:00:00 41.0");
    assertThat(read.ignored().values()).isEqualTo(2_000);
  }

  @Test
  void whatIsMissingFurtherDownIsSaidOfEachLine() {
    String file = otherFamilies().repeat(15) + "nvidia_smi_temperature_gpu{uuid=\"a1-b2\"} 41\n";

    assertThat(Captured.of(file).reasons()).containsExactly("30001: the timestamp is missing");
    assertThat(Captured.of(file, given(null, null, TIME), null).reasons())
        .containsExactly("30001: the host name is missing");
  }

  @Test
  void aLineOrTwoOfAnythingAreNoMetrics() {
    for (String file :
        List.of("seen 5\n", "seen 5\nleft 41\n", "seen 5\nother 6\nlast one of 7\n")) {
      UnreadableCaptureException refused =
          catchThrowableOfType(
              UnreadableCaptureException.class, () -> Captured.of(file, Given.NONE, null));
      assertThat(refused.report().kind()).as(file).isNotEqualTo("prometheus");
    }
  }
}
