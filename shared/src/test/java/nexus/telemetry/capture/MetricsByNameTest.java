package nexus.telemetry.capture;

import static nexus.telemetry.capture.Captured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import org.junit.jupiter.api.Test;

/** A column {@code name} beside values is the metric's name, or the model's. */
class MetricsByNameTest {

  private static final Given TEMPERATURE = given(null, "DCGM_FI_DEV_GPU_TEMP", null);

  @Test
  void theNameIsTheMetricWhereNoOtherColumnIs() {
    Captured read =
        Captured.of(
            """
            time,name,gpu,host,value
            1795896000,DCGM_FI_DEV_GPU_TEMP,0,n1,40
            1795896000,power_draw,0,n1,300
            1795896000,DCGM_EXP_XID_ERRORS_COUNT,0,n1,1
            1795896000,my_own.metric,0,n1,2
            1795896000,A100,0,n1,3
            1795896000,NVIDIA H100 80GB HBM3,0,n1,4
            1795896015,power_draw,0,n1,301
            """);

    assertThat(read.samples())
        .containsExactly(
            "n1/0 DCGM_EXP_XID_ERRORS_COUNT 20:00:00 1.0",
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/0 POWER_USAGE 20:00:00 300.0",
            "n1/0 POWER_USAGE 20:00:15 301.0",
            "n1/0 my_own.metric 20:00:00 2.0");
    assertThat(read.reasons())
        .containsExactly("6: the metric name is missing", "7: the metric name is missing");
  }

  @Test
  void theNameIsTheModelWhereTheMetricIsGivenOrHasAColumn() {
    Captured given =
        Captured.of(
            """
            time,name,gpu,host,value
            1795896000,NVIDIA H100 80GB HBM3,0,n1,40
            1795896000,tesla_t4,1,n1,41
            1795896000,power_draw,1,n1,300
            """,
            TEMPERATURE,
            null);
    Captured column =
        Captured.of("time,name,metric,gpu,host,value\n1795896000,power_draw,temp,0,n1,40\n");

    assertThat(given.samples())
        .containsExactly(
            "n1/0 GPU_TEMP 20:00:00 40.0",
            "n1/1 GPU_TEMP 20:00:00 41.0",
            "n1/1 POWER_USAGE 20:00:00 300.0");
    assertThat(column.samples()).containsExactly("n1/0 GPU_TEMP 20:00:00 40.0");
  }

  @Test
  void whereEveryNameIsAModelTheMetricIsAskedFor() {
    assertThatThrownBy(
            () ->
                Captured.of(
                    """
                    time,name,gpu,host,value
                    1795896000,NVIDIA H100 80GB HBM3,0,n1,40
                    1795896000,A100,1,n1,41
                    """))
        .isInstanceOfSatisfying(
            UnreadableCaptureException.class, e -> assertThat(e.field()).isEqualTo("metric"));
  }
}
