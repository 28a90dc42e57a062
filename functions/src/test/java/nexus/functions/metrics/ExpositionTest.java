package nexus.functions.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.stats.ClusterMetrics;
import nexus.telemetry.query.stats.ClusterMetrics.Reading;
import nexus.telemetry.query.stats.ClusterMetrics.Source;
import nexus.telemetry.query.stats.DrainFigures;
import nexus.telemetry.query.stats.IngestFigures;
import nexus.telemetry.query.stats.QueueFigures;
import nexus.telemetry.query.stats.StoreFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, labels, types and escapes of what Prometheus is told. */
final class ExpositionTest {

  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;q=0.8";
  private static final Source PLAIN = new Source("h1", "0", "", "GPU-1", "nvidia0", "H100");

  private static ClusterMetrics metrics(SortedMap<String, List<Reading>> newest) {
    Map<GpuStatus, Long> gpus = new EnumMap<>(GpuStatus.class);
    Arrays.stream(GpuStatus.values()).forEach(status -> gpus.put(status, 1L));
    return new ClusterMetrics(
        "c1",
        2,
        gpus,
        new QueueFigures(5, 1_500, 3),
        Optional.of(new IngestFigures(1, 9, 11, 7, 1, 1, 2, 0)),
        Optional.of(new DrainFigures(6, 1, 0)),
        new StoreFigures(1_000, 2_000, 7, List.of("NOSPACE")),
        0,
        newest);
  }

  private static SortedMap<String, List<Reading>> newest(Object... namesAndReadings) {
    SortedMap<String, List<Reading>> newest = new TreeMap<>();
    for (int i = 0; i < namesAndReadings.length; i += 2) {
      newest.put((String) namesAndReadings[i], List.of((Reading) namesAndReadings[i + 1]));
    }
    return newest;
  }

  private static String text(ClusterMetrics metrics, String accept) {
    return text(metrics, accept, false);
  }

  private static String text(ClusterMetrics metrics, String accept, boolean newNames) {
    Families families = new Families();
    PipelineFamilies.add(metrics, families);
    GpuFamilies.add(metrics, newNames, families);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      Exposition.of(families.snapshots(), accept, Long.MAX_VALUE).writeTo(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString(UTF_8);
  }

  private static String gpus(Object... namesAndReadings) {
    return text(metrics(newest(namesAndReadings)), "");
  }

  @Test
  void aValueHasTheNameAndTheLabelsOfDcgmExporterAndTheCluster() {
    assertThat(gpus("DCGM_FI_DEV_GPU_UTIL", new Reading(PLAIN, 97)).lines())
        .contains(
            "# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).",
            "# TYPE DCGM_FI_DEV_GPU_UTIL gauge",
            "DCGM_FI_DEV_GPU_UTIL{Hostname=\"h1\",UUID=\"GPU-1\",cluster=\"c1\","
                + "device=\"nvidia0\",gpu=\"0\",modelName=\"H100\"} 97.0");
  }

  @Test
  void newNamesAreToldInTheirUnits() {
    ClusterMetrics told =
        metrics(
            newest(
                "DCGM_FI_DEV_GPU_UTIL", new Reading(PLAIN, 29),
                "DCGM_FI_DEV_GPU_TEMP", new Reading(PLAIN, 60),
                "DCGM_FI_DEV_FB_USED", new Reading(PLAIN, 40960),
                "DCGM_FI_DEV_SM_CLOCK", new Reading(PLAIN, 1410),
                "other", new Reading(PLAIN, 5)));
    String labels =
        "{Hostname=\"h1\",UUID=\"GPU-1\",cluster=\"c1\",device=\"nvidia0\","
            + "gpu=\"0\",modelName=\"H100\"} ";

    assertThat(text(told, "", true).lines())
        .contains(
            "# HELP DCGM_FI_DEV_GPU_UTIL_RATIO GPU utilization (in ratio).",
            "DCGM_FI_DEV_GPU_UTIL_RATIO" + labels + "0.29",
            "DCGM_FI_DEV_GPU_TEMP_CELSIUS" + labels + "60.0",
            "# HELP DCGM_FI_DEV_FB_USED_BYTES Memory used (in B).",
            "# TYPE DCGM_FI_DEV_FB_USED_BYTES gauge",
            "DCGM_FI_DEV_FB_USED_BYTES" + labels + "4.294967296E10",
            "DCGM_FI_DEV_SM_CLOCK" + labels + "1410.0",
            "other" + labels + "5.0");
    assertThat(text(told, "", true)).doesNotContain("DCGM_FI_DEV_GPU_UTIL{");
    assertThat(text(told, "", false))
        .contains("\nDCGM_FI_DEV_GPU_UTIL" + labels + "29.0")
        .doesNotContain("_RATIO");
  }

  @Test
  void aStateIsAGaugeAndHasAHelpForPeople() {
    assertThat(gpus("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", new Reading(PLAIN, 4)).lines())
        .contains(
            "# HELP DCGM_FI_DEV_CLOCK_THROTTLE_REASONS Reasons for lowered clocks.",
            "# TYPE DCGM_FI_DEV_CLOCK_THROTTLE_REASONS gauge");
    assertThat(gpus("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", new Reading(PLAIN, 4)))
        .contains("ECC double-bit errors (volatile), a counter.");
  }

  @Test
  void anInstanceIsToldByItsGpuAndItsNumber() {
    Source instance = new Source("h1", "0", "3", "GPU-1", "nvidia0", "H100");

    assertThat(gpus("DCGM_FI_DEV_FB_USED", new Reading(instance, 1)))
        .contains("DCGM_FI_DEV_FB_USED{GPU_I_ID=\"3\",Hostname=\"h1\"")
        .contains("gpu=\"0\"");
  }

  @Test
  void aCounterOfDcgmKeepsItsNameInBothFormats() {
    var energy = newest("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", new Reading(PLAIN, 1.5e9));

    assertThat(text(metrics(energy), ""))
        .contains("# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION untyped")
        .contains("\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{");
    assertThat(text(metrics(energy), OPEN_METRICS))
        .contains("# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION unknown")
        .contains("\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{");
  }

  @Test
  void hostileLabelsAreEscaped() {
    Source hostile = new Source("h1", "0", "", "GPU-1", "a\nb", "\"H100\" \\ 80GB} 1é");

    assertThat(gpus("A", new Reading(hostile, 1)))
        .contains("device=\"a\\nb\"")
        .contains("modelName=\"\\\"H100\\\" \\\\ 80GB} 1é\"} 1.0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "A, A",
    "gpu.util, gpu_util",
    "a-b:c, a_b:c",
    "0a, _a",
    "errors_total, errors_total",
    "_total, _total_value",
    "a_total_total, a_total_total_value",
    "a_bucket, a_bucket_value",
    "a_created, a_created_value",
    "a.info, a_info_value",
    "up, up_value",
    "ALERTS, ALERTS_value",
    "scrape_duration_seconds, scrape_duration_seconds_value",
    "nexus_queue_messages, nexus_queue_messages_value",
    "a_count, a_count",
    "..., ___",
  })
  void aNameIsOneOfPrometheusAndOfNobodyElse(String stored, String told) {
    assertThat(MetricNames.of(stored)).isEqualTo(told);
    assertThat(gpus(stored, new Reading(PLAIN, 1))).contains("\n" + told + "{");
  }

  @Test
  void ofTwoMetricsOfOneNameTheOneThatHasItIsToldAndTheOtherCounted() {
    String text = gpus("a.b", new Reading(PLAIN, 1), "a_b", new Reading(PLAIN, 2));

    assertThat(text).containsOnlyOnce("\na_b{").contains("modelName=\"H100\"} 2.0");
    assertThat(text).contains("nexus_metrics_left_out{cluster=\"c1\"} 1.0");
  }

  @Test
  void aCounterAndAGaugeThatOpenMetricsTakesForOneAreNotBothTold() {
    String text =
        text(
            metrics(newest("a", new Reading(PLAIN, 1), "a_total", new Reading(PLAIN, 2))),
            OPEN_METRICS);

    assertThat(text).containsOnlyOnce("# TYPE a ").endsWith("# EOF\n");
  }

  @Test
  void aCounterHasNoNegativeValue() {
    assertThat(gpus("errors_total", new Reading(PLAIN, -1))).doesNotContain("\nerrors_total{");
  }

  @Test
  void thePipelinesFiguresAreCountersAndGaugesOfTheCluster() {
    assertThat(gpus().lines())
        .contains(
            "nexus_queue_messages{cluster=\"c1\"} 5.0",
            "nexus_queue_oldest_age_seconds{cluster=\"c1\"} 1.5",
            "nexus_dead_letters{cluster=\"c1\"} 3.0",
            "# TYPE nexus_ingest_values_total counter",
            "nexus_ingest_values_total{cluster=\"c1\",result=\"accepted\"} 7.0",
            "nexus_ingest_values_total{cluster=\"c1\",result=\"missing\"} 1.0",
            "nexus_ingest_values_total{cluster=\"c1\",result=\"rejected\"} 1.0",
            "nexus_ingest_values_total{cluster=\"c1\",result=\"expired\"} 2.0",
            "nexus_ingest_rows_total{cluster=\"c1\"} 9.0",
            "nexus_drain_samples_total{cluster=\"c1\",result=\"added\"} 6.0",
            "nexus_drain_samples_total{cluster=\"c1\",result=\"overwritten\"} 1.0",
            "nexus_drain_samples_total{cluster=\"c1\",result=\"unchanged\"} 0.0",
            "nexus_gpus{cluster=\"c1\",status=\"stale\"} 1.0",
            "nexus_hosts{cluster=\"c1\"} 2.0",
            "nexus_etcd_db_size_bytes 1000.0",
            "nexus_etcd_quota_bytes 2000.0",
            "nexus_etcd_alarm{alarm=\"CORRUPT\"} 0.0",
            "nexus_etcd_alarm{alarm=\"NOSPACE\"} 1.0");
  }

  @Test
  void anAnswerThatIsTooLongIsRefused() {
    Families families = new Families();
    PipelineFamilies.add(metrics(newest()), families);

    assertThatThrownBy(
            () -> Exposition.of(families.snapshots(), "", 100).writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name some metrics");
  }
}
