package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import nexus.telemetry.capture.Uploading.Upload;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.RejectedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV that nvidia-smi --query-gpu, spreadsheets and other tools write, from upload to queue. */
class QueryCsvTest {

  private static final String HEADER =
      "timestamp, index, name, uuid, pci.bus_id, utilization.gpu [%], memory.used [MiB],"
          + " memory.total [MiB], temperature.gpu, power.draw [W]";
  private static final String UUID = "GPU-11111111-aaaa-bbbb-cccc-000000000000";
  private static final String ROW =
      "2026/11/28 20:00:00.123, 0, NVIDIA A100-SXM4-40GB, "
          + UUID
          + ", 00000000:17:00.0, 10 %, 1000 MiB, 40960 MiB, 40, 60.12 W";
  private static final String[] SAMPLES = {
    "node01/0 FB_TOTAL 11-28T20:00:00.123Z 40960.0",
    "node01/0 FB_USED 11-28T20:00:00.123Z 1000.0",
    "node01/0 GPU_TEMP 11-28T20:00:00.123Z 40.0",
    "node01/0 GPU_UTIL 11-28T20:00:00.123Z 10.0",
    "node01/0 POWER_USAGE 11-28T20:00:00.123Z 60.12",
  };

  @TempDir private Path folder;

  private Uploading given() {
    return Uploading.ofHost(folder);
  }

  @Test
  void unitsAreReadAndFactsAreKept() {
    Upload upload = given().upload(HEADER, ROW);

    assertThat(upload.result().capture().kind()).isEqualTo("nvidia_smi_query");
    assertThat(upload.samples()).containsExactly(SAMPLES);
    GpuFacts facts = upload.facts().get("node01/0");
    assertThat(facts.uuid()).isEqualTo(UUID);
    assertThat(facts.model()).isEqualTo("NVIDIA A100-SXM4-40GB");
    assertThat(facts.labels()).containsEntry("pci_bus_id", "00000000:17:00.0");
  }

  @Test
  void unitsMayBeLeftOut() {
    Upload upload =
        given()
            .upload(
                HEADER,
                "2026/11/28 20:00:00.123, 0, NVIDIA A100-SXM4-40GB, "
                    + UUID
                    + ", 00000000:17:00.0, 10, 1000, 40960, 40, 60.12");

    assertThat(upload.samples()).containsExactly(SAMPLES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65", "6553", "65536", "65536 ", "65536 M", "65536 Mi"})
  void aLastValueWithoutItsWholeUnitMayBeCutOff(String last) {
    String rows =
        """
        timestamp, index, memory.used [MiB]
        2026/11/28 20:00:00.000, 0, [N/A]
        2026/11/28 20:00:01.000, 0, 65536 MiB
        """;
    String csv = rows + "2026/11/28 20:00:02.000, 0, ";
    Captured read = Captured.of(csv + last, Captured.HOST, "UTC");

    assertThat(read.samples()).containsExactly("node09/0 FB_USED 20:00:01 65536.0");
    assertThat(read.reasons()).singleElement().asString().startsWith("4: ");
    assertThat(Captured.of(csv + last + "\n", Captured.HOST, "UTC").accepted())
        .isEqualTo(last.contains("M") ? 1 : 2);
    assertThat(Captured.of(csv + "65536 MiB", Captured.HOST, "UTC").accepted()).isEqualTo(2);
  }

  @Test
  void aLastValueOfALongFileMayBeCutOffToo() {
    String csv =
        """
        timestamp,gpu,metric,value
        2026-11-28T20:00:00Z,0,memory.used,65536 MiB
        2026-11-28T20:00:00Z,0,temperature.gpu,41
        2026-11-28T20:00:01Z,0,memory.used,65537 MiB
        2026-11-28T20:00:01Z,0,temperature.gpu,42
        """;
    Captured read =
        Captured.of(csv + "2026-11-28T20:00:02Z,0,memory.used,655", Captured.HOST, null);
    Captured whole =
        Captured.of(csv + "2026-11-28T20:00:02Z,0,temperature.gpu,43", Captured.HOST, null);

    assertThat(read.accepted()).isEqualTo(4);
    assertThat(read.reasons()).singleElement().asString().startsWith("6: the file ends within");
    assertThat(whole.accepted()).isEqualTo(5);
  }

  /** Read as it is it would be another GPU, host or metric. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature.gpu, pci.bus_id | 00000000:17:00.0 | 00000000:65:00.0 | 00000000:6",
        "temperature.gpu, uuid | GPU-74a1f2c0-0000-4000-8000-0000000000aa"
            + " | GPU-74a1f2c0-0000-4000-8000-0000000000bb | GPU-74a1f2c0-0000-4000-80",
        "temperature.gpu, index | 10 | 11 | 1",
      })
  void aLastNameThatWasCutOffIsNoOtherGpu(String columns, String one, String two, String cut) {
    String csv =
        ("timestamp, " + columns + "\n")
            + ("2026/11/28 20:00:00.000, 41, " + one + "\n")
            + ("2026/11/28 20:00:00.000, 42, " + two + "\n")
            + ("2026/11/28 20:00:01.000, 43, " + one + "\n2026/11/28 20:00:01.000, 44, ");

    Captured read = Captured.of(csv + cut, Captured.HOST, "UTC");

    assertThat(read.accepted()).isEqualTo(3);
    assertThat(read.reasons()).singleElement().asString().startsWith("5: the file ends within");
    assertThat(Captured.of(csv + two, Captured.HOST, "UTC").accepted()).isEqualTo(4);
    assertThat(Captured.of(csv + cut + "\n", Captured.HOST, "UTC").accepted()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutAHeaderTheColumnsAreGiven(boolean withUnits) {
    String row = withUnits ? ROW : ROW.replaceAll(" (%|MiB|W)(?=,|$)", "");
    Upload upload =
        given()
            .columns(
                "timestamp",
                "index",
                "name",
                "uuid",
                "pci.bus_id",
                "utilization.gpu",
                "memory.used",
                "memory.total",
                "temperature.gpu",
                "power.draw")
            .upload(row);

    assertThat(upload.samples()).containsExactly(SAMPLES);
    assertThat(upload.facts().get("node01/0").uuid()).isEqualTo(UUID);
  }

  @Test
  void hostAndZoneAreAskedForAtOnce() {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class, () -> Uploading.in(folder).upload(HEADER, ROW));

    assertThat(e.report().missing()).extracting(Missing::parameter).containsExactly("host", "tz");
    assertThat(e).hasMessageContainingAll("nvidia-smi --query-gpu", "host=NAME", "tz=");
    assertThat(e.report().columns())
        .contains(
            new CaptureReport.Column(
                "utilization.gpu [%]", "DCGM_FI_DEV_GPU_UTIL", "metric", "%", null, null));
  }

  @Test
  void onlyTheHostIsAskedForWhereTheZoneIsGiven() {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Uploading.in(folder).zone("UTC").upload(HEADER, ROW));

    assertThat(e.report().missing()).extracting(Missing::parameter).containsExactly("host");
  }

  @Test
  void aGivenLocalTimeNeedsItsZone() {
    UnreadableCaptureException e =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () ->
                Uploading.in(folder)
                    .time("2026-11-28 20:00:00")
                    .upload("index, utilization.gpu [%]", "0, 10 %"));

    assertThat(e.report().missing()).extracting(Missing::parameter).containsExactly("host", "tz");
  }

  @Test
  void masksAreReadAndWordsForNoValueAreMissing() {
    Upload upload =
        given()
            .upload(
                "timestamp, index, clocks_event_reasons.active, ecc.errors.corrected.volatile.total,"
                    + " fan.speed [%], clocks.sm [MHz], pstate",
                "2026/11/28 20:00:00, 0, 0x0000000000000024, [N/A], [Not Supported], 1410 MHz, P0",
                "2026/11/28 20:00:01, 0, Not Active, N/A, [Unknown Error], 1410 MHz, P0");

    assertThat(upload.samples())
        .containsExactlyInAnyOrder(
            "node01/0 CLOCK_THROTTLE_REASONS 11-28T20:00:00Z 36.0",
            "node01/0 SM_CLOCK 11-28T20:00:00Z 1410.0",
            "node01/0 SM_CLOCK 11-28T20:00:01Z 1410.0");
    assertThat(upload.result().missing()).isEqualTo(4);
    assertThat(upload.result().rejected()).isEqualTo(1);
  }

  @Test
  void theHeaderMayComeAgain() {
    Upload upload =
        given()
            .upload(
                "timestamp, index, utilization.gpu [%], temperature.gpu",
                "2026/11/28 20:00:00, 0, 10 %, 40",
                "timestamp, index, utilization.gpu [%], temperature.gpu",
                "2026/11/28 20:00:01, 0, 11 %, 41",
                "timestamp, index, temperature.gpu, utilization.gpu [%]",
                "2026/11/28 20:00:02, 0, 42, 12 %",
                "2026/11/28 20:00:03, 0, 43");

    assertThat(upload.samples())
        .containsExactly(
            "node01/0 GPU_TEMP 11-28T20:00:00Z 40.0",
            "node01/0 GPU_TEMP 11-28T20:00:01Z 41.0",
            "node01/0 GPU_TEMP 11-28T20:00:02Z 42.0",
            "node01/0 GPU_UTIL 11-28T20:00:00Z 10.0",
            "node01/0 GPU_UTIL 11-28T20:00:01Z 11.0",
            "node01/0 GPU_UTIL 11-28T20:00:02Z 12.0");
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(7L);
  }

  @Test
  void rowsOfOtherKindsAreRejectedWithLineAndReason() {
    Upload upload =
        given()
            .upload(
                "timestamp, index, utilization.gpu [%], temperature.gpu",
                "2026/11/28 20:00:00, 0, 10 %, 40",
                "# gpu   pwr gtemp",
                "    0    65    34",
                "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 5",
                "2026/11/28 20:00:01, 0, 11 %, 41");

    assertThat(upload.result().accepted()).isEqualTo(4);
    assertThat(upload.result().rejects()).extracting(RejectedRow::line).containsExactly(3L, 4L, 5L);
  }

  @Test
  void namesOfPeopleAreUnderstood() {
    Upload upload =
        Uploading.in(folder)
            .upload(
                "Timestamp,GPU ID,Host Name,GPU Utilization (%),Temp (C)",
                "2026-11-28T20:00:00Z,0,node25,5,44");

    assertThat(upload.samples())
        .containsExactly(
            "node25/0 GPU_TEMP 11-28T20:00:00Z 44.0", "node25/0 GPU_UTIL 11-28T20:00:00Z 5.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "timestamp;gpu_id;hostname;gpu_utilization;power_draw ! 2026-11-28T20:00:00Z;0;n1;5;2,5",
        "timestamp|gpu_id|hostname|gpu_utilization|power_draw ! 2026-11-28T20:00:00Z|0|n1|5|2.5",
        "timestamp#gpu_id#hostname#gpu_utilization#power_draw ! 2026-11-28T20:00:00Z#0#n1#5#2.5",
        "sep=;~timestamp;gpu_id;hostname;gpu_utilization;power_draw"
            + " ! 2026-11-28T20:00:00Z;0;n1;5;\"2,5\"",
        "#TYPE System.Management.Automation.PSCustomObject~"
            + "\"timestamp\",\"gpu_id\",\"hostname\",\"gpu_utilization\",\"power_draw\""
            + " ! \"2026-11-28T20:00:00Z\",\"0\",\"n1\",\"5\",\"2.5\"",
      })
  void separatorsAreFoundOut(String header, String row) {
    Upload upload =
        Uploading.in(folder)
            .upload(
                (header + "~" + row)
                    .replace('~', '\n')
                    .replace('#', '\t')
                    .replace("\tTYPE", "#TYPE"));

    assertThat(upload.result().rejects()).isEmpty();
    assertThat(upload.samples())
        .containsExactly(
            "n1/0 GPU_UTIL 11-28T20:00:00Z 5.0", "n1/0 POWER_USAGE 11-28T20:00:00Z 2.5");
  }

  @Test
  void theFleetAgentsFileNeedsAHost() {
    String[] file = {
      "timestamp,component,metric_name,value,labels",
      "2026-11-28T22:41:00Z,accelerator-nvidia-utilization,dcgm_fi_dev_gpu_util,77,"
          + "\"{\"\"uuid\"\":\"\"GPU-abc\"\",\"\"gpu\"\":\"\"0\"\"}\""
    };

    Upload upload = Uploading.in(folder).host("node01").upload(file);

    assertThat(upload.result().capture().kind()).isEqualTo("fleet_intelligence");
    assertThat(upload.samples()).containsExactly("node01/0 GPU_UTIL 11-28T22:41:00Z 77.0");
    assertThat(upload.facts().get("node01/0").uuid()).isEqualTo("GPU-abc");
  }
}
