package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTest {

  private static final String EXPORTER =
      """
      # HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
      # TYPE DCGM_FI_DEV_SM_CLOCK gauge
      DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-aa",pci_bus_id="00000000:07:00.0",Hostname="node01"} 1410
      DCGM_FI_DEV_SM_CLOCK{gpu="1",UUID="GPU-bb",pci_bus_id="00000000:0F:00.0",Hostname="node01"} 210
      # HELP DCGM_EXP_XID_ERRORS_COUNT Count of XID Errors within user-specified time window (in ms).
      # TYPE DCGM_EXP_XID_ERRORS_COUNT gauge
      DCGM_EXP_XID_ERRORS_COUNT{gpu="0",UUID="GPU-aa",Hostname="node01",window_size_in_ms="300000",xid="31"} 2
      # HELP go_gc_duration_seconds A summary of pauses.
      # TYPE go_gc_duration_seconds summary
      go_gc_duration_seconds{quantile="0"} 2.25e-05
      go_gc_duration_seconds_sum 0.17
      process_resident_memory_bytes 1.2e+08
      """;

  @Test
  void aDumpOfDcgmExporterIsOfTheTimeThatIsGiven() {
    Captured read = Captured.of(EXPORTER, given(null, null, "2026-11-28T20:00:00Z"), null);

    assertThat(read.samples())
        .containsExactly(
            "node01/0 DCGM_EXP_XID_ERRORS_COUNT{xid=\"31\"} 20:00:00 2.0",
            "node01/0 SM_CLOCK 20:00:00 1410.0",
            "node01/1 SM_CLOCK 20:00:00 210.0");
    assertThat(read.rows()).isEqualTo(3);
    assertThat(read.rejects()).isEmpty();
    assertThat(read.ignored().values()).isEqualTo(3);
    assertThat(read.ignored().names())
        .containsExactly(
            "go_gc_duration_seconds",
            "go_gc_duration_seconds_sum",
            "process_resident_memory_bytes");
    assertThat(read.report().kind()).isEqualTo("prometheus");
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() {
    String bare = "nvidia_smi_temperature_gpu{uuid=\"a1-b2\"} 41\n";

    assertThat(missing(EXPORTER, Given.NONE)).containsExactly("time");
    assertThat(missing(bare, Given.NONE)).containsExactly("time", "host");
    assertThat(missing(bare, given(null, null, "2026-11-28 20:00:00")))
        .containsExactly("host", "tz");
  }

  private static java.util.List<String> missing(String file, Given given) {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class, () -> Captured.of(file, given, null));
    return e.report().missing().stream().map(CaptureReport.Missing::parameter).toList();
  }

  @Test
  void nvidiaGpuExportersFamiliesHaveAUuidAlone() {
    Captured read =
        Captured.of(
            """
            # HELP nvidia_smi_clocks_current_sm_clock_hz clocks.current.sm [MHz]
            # TYPE nvidia_smi_clocks_current_sm_clock_hz gauge
            nvidia_smi_temperature_gpu{uuid="df6e7a7c-7314-46f8-abc4-b88b36dcf3aa"} 34
            nvidia_smi_utilization_gpu_ratio{uuid="df6e7a7c-7314-46f8-abc4-b88b36dcf3aa"} 0.55
            nvidia_smi_gpu_info{driver_version="550.1",name="NVIDIA A10",uuid="df6e7a7c-7314-46f8-abc4-b88b36dcf3aa"} 1
            promhttp_metric_handler_requests_total{code="200"} 5
            """,
            given("node02", null, "1795896000"),
            null);

    assertThat(read.samples())
        .containsExactly(
            "node02/GPU-df6e7a7c-7314-46f8-abc4-b88b36dcf3aa GPU_TEMP 20:00:00 34.0",
            "node02/GPU-df6e7a7c-7314-46f8-abc4-b88b36dcf3aa GPU_UTIL 20:00:00 55.0");
    assertThat(read.ignored().names())
        .containsExactly("nvidia_smi_gpu_info", "promhttp_metric_handler_requests_total");
  }

  @Test
  void theProjectsOwnMetricsAreIgnoredAndNamed() {
    Captured read =
        Captured.of("# TYPE nexus_ingest_uploads counter\nnexus_ingest_uploads_total 5\n# EOF\n");

    assertThat(read.rows()).isZero();
    assertThat(read.ignored().names()).containsExactly("nexus_ingest_uploads_total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"} 41 1795896000250",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"} 41 1795896000.250",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"} 41 1.79589600025e+09",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\",} 41.0 1795896000250 ",
        "\tDCGM_FI_DEV_GPU_TEMP {  gpu = \"3\" ,\tHostname\t= \"n\" , }  4.1e1\t1795896000250",
        "{\"DCGM_FI_DEV_GPU_TEMP\",gpu=\"3\",\"Hostname\"=\"n\"} 41 1795896000250",
        "{ Hostname=\"n\", \"DCGM_FI_DEV_GPU_TEMP\" , gpu=\"3\" } 41 1795896000250",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"}41 1795896000.25 # {trace_id=\"x\"} 1 2",
      })
  void aLineIsReadHoweverItIsWritten(String line) {
    Captured read = Captured.of("# TYPE DCGM_FI_DEV_GPU_TEMP gauge\n" + line + "\n# EOF\n");

    assertThat(read.samples()).containsExactly("n/3 GPU_TEMP 20:00:00.250 41.0");
    assertThat(read.rows()).isEqualTo(1);
  }

  @Test
  void anExemplarBehindAValueIsNoTime() {
    Captured read =
        Captured.of(
            "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"} 41 # {trace_id=\"x\"} 1 2\n",
            given(null, null, "1795896000"),
            null);

    assertThat(read.samples()).containsExactly("n/3 GPU_TEMP 20:00:00 41.0");
  }

  @Test
  void aLastLineWithoutALineFeedMayBeCutWithinItsValueAndIsRejected() {
    String lines =
        """
        DCGM_FI_DEV_FB_USED{gpu="3",Hostname="n"} 12345 1795896000000
        DCGM_FI_DEV_FB_USED{gpu="3",Hostname="n"} 12346 1795896060000
        DCGM_FI_DEV_FB_USED{gpu="3",Hostname="n"} 12347 1795896120000
        """;
    int last = lines.lastIndexOf("DCGM");
    for (int end = last + 1; end < lines.length(); end++) {
      Captured cut = Captured.of(lines.substring(0, end), Given.NONE, null);
      assertThat(cut.samples())
          .as("%s", end)
          .containsExactly("n/3 FB_USED 20:00:00 12345.0", "n/3 FB_USED 20:01:00 12346.0");
    }
    assertThat(Captured.of(lines, Given.NONE, null).samples()).hasSize(3);
  }

  @Test
  void aHeadingAtTheEndOfAFileNeedsNoLineFeed() {
    String line = "DCGM_FI_DEV_GPU_TEMP{gpu=\"3\",Hostname=\"n\"} 41 1795896000000\n";

    assertThat(Captured.of(line + "# EOF", Given.NONE, null).samples()).hasSize(1);
  }

  @Test
  void aCounterOfOpenMetricsIsItsFamily() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_PCIE_REPLAY_COUNTER_total{gpu="3",Hostname="n"} 7 1795896000.0
            DCGM_FI_DEV_PCIE_REPLAY_COUNTER_created{gpu="3",Hostname="n"} 1795890000.0 1795896000.0
            """);

    assertThat(read.samples()).containsExactly("n/3 PCIE_REPLAY_COUNTER 20:00:00 7.0");
    assertThat(read.ignored().values()).isEqualTo(1);
  }

  @Test
  void labelsMayHoldWhateverStandsBetweenThem() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{gpu="3",Hostname="n",slot="a\\"},{\\\\,b=\\"c"} 41 1795896000000
            DCGM_FI_DEV_GPU_TEMP{gpu="3",Hostname="n","k8s.io/x y"="z"} 42 1795896000000
            """);

    assertThat(read.samples())
        .containsExactlyInAnyOrder(
            "n/3 GPU_TEMP{slot=\"a\\\"},{\\\\,b=\\\"c\"} 20:00:00 41.0",
            "n/3 GPU_TEMP{k8s_io_x_y=\"z\"} 20:00:00 42.0");
  }

  @Test
  void theHostIsALabelThenWhatIsGivenThenTheInstance() {
    String file =
        """
        DCGM_FI_DEV_GPU_TEMP{gpu="1",instance="10.0.0.7:9400",Hostname="n"} 1 1795896000000
        DCGM_FI_DEV_GPU_TEMP{gpu="2",instance="10.0.0.7:9400"} 2 1795896000000
        """;

    assertThat(Captured.of(file, Captured.HOST, null).samples())
        .containsExactly("n/1 GPU_TEMP 20:00:00 1.0", "node09/2 GPU_TEMP 20:00:00 2.0");
    assertThat(Captured.of(file).samples())
        .containsExactly("10.0.0.7/2 GPU_TEMP 20:00:00 2.0", "n/1 GPU_TEMP 20:00:00 1.0");
  }

  @Test
  void whatIsNoNumberIsMissingOrRejected() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} NaN 1795896000000
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} +Inf 1795896000000
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} -Inf 1795896000000
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} 0x1p3 1795896000000
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} 41 17958
            DCGM_FI_DEV_GPU_TEMP 41 1795896000000
            """);

    assertThat(read.missing()).isEqualTo(1);
    assertThat(read.rejected()).isEqualTo(5);
    assertThat(read.reasons())
        .satisfiesExactly(
            one -> assertThat(one).startsWith("2: the value is no finite number"),
            one -> assertThat(one).startsWith("3: the value is no finite number"),
            one -> assertThat(one).startsWith("4: the value is no finite number"),
            one -> assertThat(one).startsWith("5: the timestamp is a number of 5 digits"),
            one -> assertThat(one).isEqualTo("6: the host name is missing"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Hostname=\"n\"}",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Hostname=\"n\"} ",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Hostname=\"n",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Hostname=\"n\\",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Host",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\" Hostname=\"n\"} 5",
        "DCGM_FI_DEV_GPU_TEMP{gpu=1} 5",
        "DCGM_FI_DEV_GPU_TEMP{=\"1\"} 5",
        "DCGM_FI_DEV_GPU_TEMP{\"1\",\"2\"} 5",
        "DCGM_FI_DEV_GPU_TEMP{",
        "DCGM_FI_DEV_GPU_TEMP",
        "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\"} 5 1795896000000 x",
        "DCGM_FI_DEV_GPU_TEMP,5",
        "{gpu=\"1\"} 5",
        "go_goroutines{a=\"",
        "2026-11-28T20:00:00Z,DCGM_FI_DEV_GPU_TEMP,5",
        "timestamp,metric_name,value,labels_raw",
        "    0    55",
        "{\"status\":\"success\"}",
      })
  void aBrokenLineIsRejectedWithItsNumber(String line) {
    String good = "DCGM_FI_DEV_GPU_TEMP{gpu=\"1\",Hostname=\"n\"} 5 1795896000000\n";
    Captured read = Captured.of(good + "\n" + line + "\n" + good);

    assertThat(read.accepted()).isEqualTo(2);
    assertThat(read.rejects()).singleElement().extracting(row -> row.line()).isEqualTo(3L);
    assertThat(read.ignored().values()).isZero();
  }

  @Test
  void aBrokenFirstLineDoesNotMakeItAnotherKind() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_GPU_TEMP{gpu="1
            DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} 5 1795896000000
            """);

    assertThat(read.accepted()).isEqualTo(1);
    assertThat(read.rejected()).isEqualTo(1);
  }

  @Test
  void aMarkAndCarriageReturnsAreNoPartOfALine() {
    String file =
        """
        MARKDCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} 5 1795896000000
        # EOF
        MARK# HELP x y
        DCGM_FI_DEV_GPU_TEMP{gpu="1",Hostname="n"} 6 1795896015000
        """;
    Captured read = Captured.of(file.replace("MARK", "\uFEFF").replace("\n", "\r\n"));

    assertThat(read.rejects()).isEmpty();
    assertThat(read.samples())
        .containsExactly("n/1 GPU_TEMP 20:00:00 5.0", "n/1 GPU_TEMP 20:00:15 6.0");
  }
}
