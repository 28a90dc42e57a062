package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cell that a file leaves blank is filled like a column that it does not have. */
class BlankCellsTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "N/A", "nan"})
  void aBlankGpuIsItsUuidOrItsBus(String blank) {
    Captured read =
        Captured.of(
            """
            timestamp,gpu_id,uuid,pci.bus_id,Hostname,temperature
            2026-11-28T20:00:00Z,BLANK,GPU-a,00000000:17:00.0,n1,40
            2026-11-28T20:00:00Z,BLANK,GPU-b,00000000:65:00.0,n1,41
            2026-11-28T20:00:00Z,BLANK,,00000000:65:00.0,n1,42
            2026-11-28T20:00:00Z,0,GPU-a,00000000:17:00.0,n1,43
            2026-11-28T20:00:00Z,BLANK,,,n1,44
            """
                .replace("BLANK", blank));

    assertThat(read.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0 GPU_TEMP 20:00:00 43.0",
            "n1/00000000:65:00.0 GPU_TEMP 20:00:00 42.0",
            "n1/GPU-b GPU_TEMP 20:00:00 41.0");
    assertThat(read.reasons()).containsExactly("6: the GPU index is missing");
  }

  @Test
  void theNumberOfADeviceIsThatOfItsGpu() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu_id,device,uuid,Hostname,temperature
            2026-11-28T20:00:00Z,,nvidia3,GPU-a,n1,40
            2026-11-28T20:00:00Z,,card7,GPU-b,n1,41
            """);
    Captured alone = Captured.of("time,device,host,temperature\n1795896000,nvidia3,n1,40\n");

    assertThat(read.samples())
        .containsExactly("n1/3 GPU_TEMP 20:00:00 40.0", "n1/GPU-b GPU_TEMP 20:00:00 41.0");
    assertThat(alone.samples()).containsExactly("n1/3 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void aBlankHostIsWhatLabelsOrTheSenderSay() {
    String file =
        """
        timestamp,metric_name,gpu_id,Hostname,value,labels_raw
        2026-11-28T20:00:00Z,temperature,0,n1,40,"Hostname=""n9\"""
        2026-11-28T20:00:00Z,temperature,0,,41,"Hostname=""n2\"""
        2026-11-28T20:00:00Z,temperature,0,,42,"instance=""n3:9400\"""
        2026-11-28T20:00:00Z,temperature,,n4,43,"gpu=""1\"""
        """;

    assertThat(Captured.of(file).samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n2/0 GPU_TEMP 20:00:00 41.0",
            "n3/0 GPU_TEMP 20:00:00 42.0",
            "n4/1 GPU_TEMP 20:00:00 43.0");
    assertThat(Captured.of(file, Captured.HOST, null).samples())
        .contains("n2/0 GPU_TEMP 20:00:00 41.0", "node09/0 GPU_TEMP 20:00:00 42.0");
  }

  @Test
  void whatAllRowsLeaveBlankIsAskedFor() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    """
                    timestamp,metric_name,gpu_id,Hostname,value
                    ,,0,,40
                    ,,1,,41
                    """))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class,
            e ->
                assertThat(e.report().missing().stream().map(CaptureReport.Missing::parameter))
                    .containsExactlyInAnyOrder("time", "host", "metric"));
  }

  @Test
  void aMetricThatSomeRowsLeaveBlankIsTheOneThatIsGiven() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu_id,Hostname,value
            2026-11-28T20:00:00Z,power_draw,0,n1,300
            2026-11-28T20:00:00Z,,0,n1,40
            """,
            given(null, "temperature", null),
            null);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 40.0", "n1/0 POWER_USAGE 20:00:00 300.0");
  }

  @ParameterizedTest
  @CsvSource({
    "MIG-2ac434d3-1aca, n1/MIG-2ac434d3-1aca",
    "MIG-GPU-2ac434d3-1aca/1/0, n1/GPU-2ac434d3-1aca.1.0"
  })
  void anInstanceMayBeKnownByItsUuidAlone(String uuid, String place) {
    Captured blank =
        Captured.of("timestamp,gpu_id,uuid,host,temperature\n1795896000,," + uuid + ",n1,40\n");
    Captured without =
        Captured.of("timestamp,uuid,host,temperature\n1795896000," + uuid + ",n1,40\n");

    assertThat(blank.samples()).containsExactly(place + " GPU_TEMP 20:00:00 40.0");
    assertThat(without.samples()).isEqualTo(blank.samples());
  }

  @ParameterizedTest
  @CsvSource({
    "instance, node01:9400, node01",
    "exported_instance, 10.0.0.5:9400, 10.0.0.5",
    "scrape_host, node01, node01",
    "instance, http://node01:9400/metrics, node01",
    "instance, [fe80::1]:9400, fe80::1"
  })
  void theHostIsWhereItWasScrapedWhereNothingBetterIsThere(
      String column, String value, String host) {
    String file = "Time,COLUMN,gpu,temperature\n1795896000,VALUE,0,40\n";
    file = file.replace("COLUMN", column).replace("VALUE", value);
    Given better = new Given("n7", null, null, null, List.of());

    assertThat(Captured.of(file).samples()).containsExactly(host + "/0 GPU_TEMP 20:00:00 40.0");
    assertThat(Captured.of(file, better, null).samples())
        .containsExactly("n7/0 GPU_TEMP 20:00:00 40.0");
    assertThat(Captured.of(file.replace("gpu,", "gpu,node,").replace(",0,", ",0,n8,")).samples())
        .containsExactly("n8/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void aLabelOfTheHostComesBeforeTheColumnOfTheScrape() {
    Captured read =
        Captured.of(
            """
            timestamp,metric_name,gpu,instance,value,labels
            1795896000,temperature,0,n1:9400,40,"{node=""n2\""}"
            1795896000,temperature,0,n1:9400,41,"{instance=""n3:9400\""}"
            """);

    assertThat(read.samples())
        .containsExactly("n1/0 GPU_TEMP 20:00:00 41.0", "n2/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void aNumberIsNoHost() {
    assertThatThrownBy(() -> Captured.of("Time,instance,gpu,temperature\n1795896000,7,0,40\n"))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class, e -> assertThat(e.field()).isEqualTo("host"));
  }

  @Test
  void oneGpuIsOneHoweverItsIndexIsWritten() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu,host,temperature
            1795896000,0,n1,40
            1795896001,GPU0,n1,41
            1795896002,gpu0,n1,42
            1795896003,GPU 0,n1,43
            1795896004,nvidia0,n1,44
            1795896005,/dev/nvidia0,n1,45
            1795896006,gpu_0,n1,46
            """);

    assertThat(read.samples()).hasSize(7).allMatch(sample -> sample.startsWith("n1/0 "));
  }

  @Test
  void aUuidWithoutItsBeginningIsTheSameGpu() {
    String bare = "11111111-aaaa-bbbb-cccc-000000000000";
    Captured exporter =
        Captured.of(
            "nvidia_smi_temperature_gpu{uuid=\"" + bare + "\"} 45\n",
            given("n1", null, "2026-11-28T20:00:00Z"),
            null);
    Captured smi =
        Captured.of(
            "timestamp, uuid, temperature.gpu\n1795896000, GPU-" + bare + ", 45\n",
            Captured.HOST,
            null);
    Captured index = Captured.of("time,gpu,host,temperature\n1795896000," + bare + ",n1,45\n");

    assertThat(exporter.samples()).containsExactly("n1/GPU-" + bare + " GPU_TEMP 20:00:00 45.0");
    assertThat(smi.samples()).containsExactly("node09/GPU-" + bare + " GPU_TEMP 20:00:00 45.0");
    assertThat(index.samples()).isEqualTo(exporter.samples());
  }
}
