package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them keep their meaning, or are refused. */
class PeoplesFilesTest {

  private static final Given SCRAPED = given(null, null, "2026-11-28T20:00:00Z");

  @Test
  void podsThatLabelsNameAreWhomTheGpuWorksFor() {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_FB_USED{gpu="0",Hostname="n1",namespace="red",pod="a"} 42
            DCGM_FI_DEV_FB_USED{gpu="0",Hostname="n1",namespace="red",pod="b"} 17
            DCGM_FI_DEV_FB_USED{gpu="1",Hostname="n1",exported_pod="c",pod="exporter-1"} 5
            DCGM_FI_DEV_FB_USED{gpu="1",Hostname="n1",exported_pod="d",pod="exporter-1"} 6
            """,
            SCRAPED,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 FB_USED{pod=\"a\"} 20:00:00 42.0",
            "n1/0 FB_USED{pod=\"b\"} 20:00:00 17.0",
            "n1/1 FB_USED{pod=\"c\"} 20:00:00 5.0",
            "n1/1 FB_USED{pod=\"d\"} 20:00:00 6.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GPU_I_ID", "gpu_i_id", "gpu_instance_id"})
  void instancesAreApartWhateverTheirLabelIsCalled(String label) {
    Captured read =
        Captured.of(
            """
            DCGM_FI_DEV_FB_USED{gpu="0",hostname="n1",LABEL="1"} 1
            DCGM_FI_DEV_FB_USED{gpu="0",hostname="n1",LABEL="2"} 2
            DCGM_FI_DEV_FB_USED{gpu="0",hostname="n1"} 3
            """
                .replace("LABEL", label),
            SCRAPED,
            null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 FB_USED 20:00:00 3.0",
            "n1/0.1 FB_USED 20:00:00 1.0",
            "n1/0.2 FB_USED 20:00:00 2.0");
  }

  @Test
  void aHeaderThatRepeatsInAnotherOrderIsObeyedAlsoWhereGpusAreUuids() {
    Captured read =
        Captured.of(
            """
            timestamp, uuid, temperature.gpu, utilization.gpu [%]
            2026/11/28 20:00:00.000, GPU-b1, 41, 90
            timestamp, uuid, utilization.gpu [%], temperature.gpu
            2026/11/28 20:00:05.000, GPU-b1, 91, 42
            """,
            Captured.HOST, "UTC");

    assertThat(read.samples())
        .containsExactly(
            "node09/GPU-b1 GPU_TEMP 20:00:00 41.0",
            "node09/GPU-b1 GPU_TEMP 20:00:05 42.0",
            "node09/GPU-b1 GPU_UTIL 20:00:00 90.0",
            "node09/GPU-b1 GPU_UTIL 20:00:05 91.0");
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void aHeaderThatRepeatsIsObeyedWhereRowsHaveNoTimes() {
    Captured read =
        Captured.of(
            """
            index, temperature.gpu, utilization.gpu [%]
            0, 41, 90
            index, utilization.gpu [%], temperature.gpu
            1, 91, 42
            """,
            given("n1", null, "2026-11-28T20:00:00Z"), null);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_UTIL 20:00:00 90.0",
            "n1/1 GPU_TEMP 20:00:00 42.0",
            "n1/1 GPU_UTIL 20:00:00 91.0");
  }

  @Test
  void aGpuIsItsBusIdWhereNothingElseNamesIt() {
    Captured read =
        Captured.of(
            """
            timestamp, name, pci.bus_id, driver_version, pstate, temperature.gpu
            2026/11/28 20:00:00.000, NVIDIA A10, 00000000:17:00.0, 550.1, P0, 41
            """,
            Captured.HOST,
            "UTC");

    assertThat(read.samples()).containsExactly("node09/00000000:17:00.0 GPU_TEMP 20:00:00 41.0");
  }

  @Test
  void aCommaThatMayStandBeforeThousandsIsNotGuessedAt() {
    Captured tabs =
        Captured.of(
            "timestamp\tgpu\thost\tmemory_used_mb\n2026-11-28T20:00:00Z\t0\tn1\t\"1,234\"\n");

    assertThat(tabs.accepted()).isZero();
    assertThat(tabs.rejected()).isEqualTo(1);
    assertThat(tabs.reasons())
        .singleElement()
        .asString()
        .contains("may be a thousand times as much");
  }

  @Test
  void theNumberOfARowIsNoGpu() {
    Captured read =
        Captured.of(
            """
            index,timestamp,gpu,Hostname,temperature
            0,2026-11-28T20:00:00Z,3,n1,40
            1,2026-11-28T20:00:01Z,3,n1,41
            """);

    assertThat(read.samples())
        .containsExactly("n1/3 GPU_TEMP 20:00:00 40.0", "n1/3 GPU_TEMP 20:00:01 41.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp_utc", "Timestamp (UTC)", "Time UTC"})
  void timesOfAColumnOfUtcAreOfUtc(String name) {
    Captured read =
        Captured.of(
            name + ",gpu,host,temperature\n2026-11-28 20:00:00,0,n1,40\n",
            Given.NONE,
            "Europe/Berlin");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void dateAndTimeMayStandInTwoColumns() {
    Captured read =
        Captured.of(
            "Date,Time,GPU,host,temperature\n2026-11-28,20:00:00,0,n1,40\n", Given.NONE, "UTC");

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void aFileWithoutAMetricSaysSo() {
    assertThatThrownBy(() -> Captured.of("timestamp,gpu_id,Hostname\n2026-11-28T20:00:00Z,0,n1\n"))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("column of a metric");
  }

  @Test
  void rowsOfProcessesAreRefused() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    """
                    timestamp, gpu_uuid, pid, process_name, used_gpu_memory [MiB]
                    2026/11/28 20:00:00.000, GPU-1, 7, python, 100 MiB
                    """))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("--query-gpu");
  }

  @Test
  void rowsOfProcessesThatHaveEndedAreRefused() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    """
                    gpu_uuid, pid, gpu_utilization [%], max_memory_usage [MiB], time [ms]
                    GPU-1, 7, 50 %, 100 MiB, 55 ms
                    """))
        .isInstanceOf(UnreadableCaptureException.class)
        .hasMessageContaining("--query-gpu");
  }

  @Test
  void numbersOfRowsAndNamesOfMeasurementsAreNoMetrics() {
    Captured read =
        Captured.of(
            """
            Unnamed: 0,timestamp,measurement,host,index,temperature_gpu
            0,1795896000,nvidia_smi,n1,0,40
            """);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void everythingIsMissedAtOnceAlsoBehindManyFamiliesThatAreIgnored() {
    String scrape =
        "# TYPE go_threads gauge\n"
            + "go_threads 8\n".repeat(500)
            + "nvidia_smi_temperature_gpu{uuid=\"df6e\"} 45\n";

    assertThatThrownBy(() -> Captured.of(scrape))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class,
            e ->
                assertThat(e.report().missing().stream().map(CaptureReport.Missing::parameter))
                    .containsExactly("time", "host"));
  }

  @Test
  void whatAnAgentSaysOfOtherComponentsIsIgnored() {
    Captured read =
        Captured.of(
            """
            timestamp,component,metric_name,value,labels
            2026-11-28T20:00:00Z,cpu,load,0.4,"{}"
            2026-11-28T20:00:00Z,gpu,dcgm_fi_dev_gpu_temp,41,"{""gpu"":""0""}"
            """,
            Captured.HOST,
            null);

    assertThat(read.samples()).containsExactly("node09/0 GPU_TEMP 20:00:00 41.0");
    assertThat(read.ignored().names()).containsExactly("load");
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void labelsOfADeploymentTellNoSeriesApart() {
    Captured read =
        Captured.of(
            "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\",Hostname=\"n1\",app=\"x\","
                + "app_kubernetes_io_name=\"y\",helm_sh_chart=\"z-1\"} 41\n",
            SCRAPED,
            null);

    assertThat(read.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 41.0");
  }

  @Test
  void whatIsGivenAndCannotBeUsedIsRefused() {
    assertThatThrownBy(() -> UploadDefaults.of(null, given(null, null, "yesterday")))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("time"));
    assertThatThrownBy(() -> UploadDefaults.of(null, given(null, "a b", null)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("metric"));
  }

  @Test
  void valuesAreInTheUnitThatAColumnSays() {
    Captured read =
        Captured.of(
            """
            timestamp,Hostname,gpu,metric,value,unit
            2026-11-28T20:00:00Z,n1,0,memory.used,1,GiB
            2026-11-28T20:00:05Z,n1,0,memory.used,2048,MiB
            2026-11-28T20:00:00Z,n1,0,gpu_utilization,0.5,ratio
            2026-11-28T20:00:05Z,n1,0,gpu_utilization,60,%
            2026-11-28T20:00:10Z,n1,0,gpu_utilization,61,
            2026-11-28T20:00:15Z,n1,0,gpu_utilization,1,furlongs
            """,
            Given.NONE, null);

    assertThat(read.samples())
        .containsExactlyInAnyOrder(
            "n1/0 FB_USED 20:00:00 1024.0",
            "n1/0 FB_USED 20:00:05 2048.0",
            "n1/0 GPU_UTIL 20:00:00 50.0",
            "n1/0 GPU_UTIL 20:00:05 60.0",
            "n1/0 GPU_UTIL 20:00:10 61.0");
    assertThat(read.reasons()).containsExactly("7: the unit is none of the metric's");
  }
}
