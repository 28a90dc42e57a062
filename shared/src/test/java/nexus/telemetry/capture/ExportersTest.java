package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Exporters of GPUs besides dcgm-exporter: their names, in the units that they have them in. */
class ExportersTest {

  private static final String TIME = "2026-11-28T20:00:00Z";

  private static Captured of(String... lines) {
    return Captured.of(String.join("\n", lines) + "\n", Captured.given("n1", null, TIME), null);
  }

  @Test
  void nvidiaGpuPrometheusExporterIsRead() {
    String gpu = "{minor_number=\"1\",name=\"Tesla K80\",uuid=\"GPU-0a\"} ";
    Captured file =
        of(
            "# TYPE nvidia_gpu_duty_cycle gauge",
            "nvidia_gpu_duty_cycle" + gpu + "45",
            "nvidia_gpu_fanspeed_percent" + gpu + "30",
            "nvidia_gpu_memory_total_bytes" + gpu + "1.1995578368e+10",
            "nvidia_gpu_memory_used_bytes" + gpu + "1.048576e+06",
            "nvidia_gpu_power_usage_milliwatts" + gpu + "60500",
            "nvidia_gpu_temperature_celsius" + gpu + "41",
            "nvidia_gpu_num_devices 2");

    assertThat(file.reasons()).isEmpty();
    assertThat(file.samples())
        .containsExactly(
            "n1/1 FAN_SPEED 20:00:00 30.0",
            "n1/1 FB_TOTAL 20:00:00 11439.875",
            "n1/1 FB_USED 20:00:00 1.0",
            "n1/1 GPU_TEMP 20:00:00 41.0",
            "n1/1 GPU_UTIL 20:00:00 45.0",
            "n1/1 POWER_USAGE 20:00:00 60.5");
    assertThat(file.ignored().names()).containsExactly("nvidia_gpu_num_devices");
  }

  /** Both begin with nvidia_smi_; the one says a base unit behind the name, the other none. */
  @Test
  void telegrafsNamesHaveNvidiaSmisUnitsAndNvidiaGpuExportersBaseUnits() {
    String telegraf = "{host=\"n1\",index=\"0\",name=\"A100\",pstate=\"P0\",uuid=\"GPU-0a\"} ";
    String exporter = "{uuid=\"GPU-0b\"} ";
    Captured file =
        of(
            "nvidia_smi_memory_used" + telegraf + "1024",
            "nvidia_smi_utilization_gpu" + telegraf + "45",
            "nvidia_smi_power_draw" + telegraf + "60.5",
            "nvidia_smi_temperature_gpu" + telegraf + "41",
            "nvidia_smi_fan_speed" + telegraf + "30",
            "nvidia_smi_clocks_current_sm" + telegraf + "1410",
            "nvidia_smi_encoder_stats_session_count" + telegraf + "0",
            "nvidia_smi_memory_used_bytes" + exporter + "1048576",
            "nvidia_smi_utilization_gpu_ratio" + exporter + "0.45",
            "nvidia_smi_power_draw_watts" + exporter + "60.5",
            "nvidia_smi_temperature_gpu" + exporter + "41",
            "nvidia_smi_fan_speed_ratio" + exporter + "0.3",
            "nvidia_smi_clocks_current_sm_clock_hz" + exporter + "1.41e+09");

    assertThat(file.reasons()).isEmpty();
    assertThat(file.samples())
        .containsExactly(
            "n1/0 FAN_SPEED 20:00:00 30.0",
            "n1/0 FB_USED 20:00:00 1024.0",
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 GPU_UTIL 20:00:00 45.0",
            "n1/0 POWER_USAGE 20:00:00 60.5",
            "n1/0 SM_CLOCK 20:00:00 1410.0",
            "n1/GPU-0b FAN_SPEED 20:00:00 30.0",
            "n1/GPU-0b FB_USED 20:00:00 1.0",
            "n1/GPU-0b GPU_TEMP 20:00:00 41.0",
            "n1/GPU-0b GPU_UTIL 20:00:00 45.0",
            "n1/GPU-0b POWER_USAGE 20:00:00 60.5",
            "n1/GPU-0b SM_CLOCK 20:00:00 1410.0");
    assertThat(file.ignored().names()).containsExactly("nvidia_smi_encoder_stats_session_count");
  }

  @Test
  void scriptsForNodeExporterAreRead() {
    Captured file =
        of(
            "nvidia_gpu_utilization_percent{gpu=\"0\",name=\"RTX_5000\"} 15",
            "nvidia_gpu_memory_used_mb{gpu=\"0\"} 7606",
            "nvidia_gpu_power_usage{gpu=\"0\"} 7",
            "nvidia_gpu_temperature{gpu=\"0\"} 45");

    assertThat(file.samples())
        .containsExactly(
            "n1/0 FB_USED 20:00:00 7606.0",
            "n1/0 GPU_TEMP 20:00:00 45.0",
            "n1/0 GPU_UTIL 20:00:00 15.0",
            "n1/0 POWER_USAGE 20:00:00 7.0");
  }

  @Test
  void whatACollectorsPrometheusExporterMakesOfHardwareIsReadFromTextAndJson() {
    String gpu = "hw_type=\"gpu\",hw_id=\"0\",host_name=\"n1\"";
    Captured text =
        of(
            "# TYPE hw_temperature_celsius gauge",
            "hw_temperature_celsius{" + gpu + "} 41",
            "hw_temperature_celsius{" + gpu + ",hw_sensor_location=\"memory\"} 70",
            "hw_temperature_celsius{" + gpu + ",hw_sensor_location=\"hotspot\"} 90",
            "hw_gpu_utilization_ratio{" + gpu + ",hw_gpu_task=\"encoder\"} 0.25",
            "hw_temperature_celsius{hw_type=\"cpu\",hw_id=\"0\"} 50");
    String json =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{"
            + "\"__name__\":\"hw_temperature_celsius\",\"hw_type\":\"gpu\",\"hw_id\":\"0\","
            + "\"hw_sensor_location\":\"memory\"},\"value\":[1795896000,\"70\"]}]}}";

    assertThat(text.reasons()).isEmpty();
    assertThat(text.samples().stream().map(sample -> sample.replaceAll("\\{.*}", "")))
        .containsExactly(
            "n1/0 ENC_UTIL 20:00:00 25.0",
            "n1/0 GPU_TEMP 20:00:00 41.0",
            "n1/0 MEMORY_TEMP 20:00:00 70.0");
    assertThat(text.ignored().names())
        .containsExactly("hw.gpu.temperature.hotspot_celsius", "hw.temperature_celsius");
    assertThat(Captured.of(json, Captured.given("n1", null, null), null).samples())
        .containsExactly("n1/0 MEMORY_TEMP 20:00:00 70.0");
  }

  /** Whose unit is not said, or what may be another thing, is no field's. */
  @Test
  void namesThatNobodyCanBeSureOfAreIgnoredByName() {
    String[] names = {
      "nvidia_gpu_memory_used",
      "nvidia_power_usage",
      "nvidia_memory_used",
      "container_accelerator_duty_cycle",
      "kubernetes_io:node_accelerator_duty_cycle",
      "collectd_gpu_nvidia_percent",
      "amd_gpu_gfx_activity",
      "all_smi_gpu_utilization",
    };
    String lines = String.join("{gpu=\"0\"} 5\n", names) + "{gpu=\"0\"} 5";
    Captured file = of("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 40", lines);

    assertThat(file.accepted()).isEqualTo(1);
    assertThat(file.ignored().names()).containsExactlyInAnyOrder(names);
  }
}
