package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.capture.series.Families;
import nexus.telemetry.capture.series.HardwareSeries;
import nexus.telemetry.fields.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry's conventions for hardware say by attributes. */
class HardwareSeriesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hw.temperature; hw.type=\"gpu\"; GPU_TEMP",
        "hw.temperature; hw.type=\"gpu\",hw.sensor_location=\"gpu\"; GPU_TEMP",
        "hw.temperature; hw.type=\"gpu\",hw.sensor_location=\"GPU0_DIE\"; GPU_TEMP",
        "hw.temperature; hw.type=\"gpu\",hw.sensor_location=\"memory\"; MEMORY_TEMP",
        "hw.temperature; hw.type=\"gpu\",hw.temperature.sensor_location=\"Memory\"; MEMORY_TEMP",
        "hw.temperature; hw.type=\"gpu\",sensor_location=\"HBM\"; MEMORY_TEMP",
        "hw.temperature; hw.type=\"gpu\",hw.sensor.location=\"vram\"; MEMORY_TEMP",
        "hw.temperature; hw.sensor_location=\"GPU3_MEMORY\",hw.type=\"gpu\"; MEMORY_TEMP",
        "hw.gpu.temperature; sensor=\"memory\"; MEMORY_TEMP",
        "hw.gpu.temperature; hw.type=\"gpu\"; GPU_TEMP",
        "hw.gpu.utilization; hw.gpu.task=\"general\"; GPU_UTIL",
        "hw.gpu.utilization; hw.gpu.task=\"encoder\"; ENC_UTIL",
        "hw.gpu.utilization; hw.gpu.task=\"decoder\",hw.vendor=\"NVIDIA\"; DEC_UTIL",
        "hw_gpu_utilization_ratio; hw_gpu_task=\"decoder\",hw_id=\"1\"; DEC_UTIL",
        "hw_temperature_celsius; hw_type=\"gpu\",hw_sensor_location=\"memory\"; MEMORY_TEMP",
        "hw_temperature_celsius; hw_type=\"gpu\"; GPU_TEMP",
        "hw_power_watts; hw_type=\"gpu\"; POWER_USAGE",
        "hw_energy_joules_total; hw_type=\"gpu\"; TOTAL_ENERGY_CONSUMPTION",
        "hw.energy; hw.type=\"gpu\"; TOTAL_ENERGY_CONSUMPTION",
        "hw_gpu_memory_usage_bytes; ''; FB_USED",
      })
  void whatTheDictionaryKnowsIsItsField(String name, String attributes, String field) {
    HardwareSeries series = HardwareSeries.of(name, attributes);

    assertThat(new Families().metric(series.name()).replace("_total", ""))
        .satisfies(
            metric -> assertThat(Fields.named(metric).metric()).isEqualTo("DCGM_FI_DEV_" + field));
    assertThat(series.labels()).doesNotContain("hw");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hw.temperature; hw.type=\"cpu\"; hw.temperature",
        "hw.temperature; ''; hw.temperature",
        "hw.temperature; hw.type=\"gpu\",hw.sensor_location=\"hotspot\"; hw.gpu.temperature.hotspot",
        "hw.temperature; hw.type=\"gpu\",hw.sensor_location=\"HBM1\"; hw.gpu.temperature.hbm1",
        "hw.temperature.limit; hw.type=\"gpu\",hw.limit_type=\"high.critical\";"
            + " hw.temperature.limit.high_critical",
        "hw.gpu.temperature; hw.type=\"fan\"; hw.gpu.temperature.fan",
        "hw.gpu.utilization; hw.gpu.task=\"compute\"; hw.gpu.utilization.compute",
        "hw.gpu.utilization; hw.gpu.anything=\"new\"; hw.gpu.utilization.new",
        "hw.gpu.memory.usage; hw.memory.type=\"bar1\"; hw.gpu.memory.usage.bar1",
        "hw.gpu.io; network.io.direction=\"receive\"; hw.gpu.io.receive",
        "hw.errors; hw.type=\"gpu\",error.type=\"corrected\"; hw.errors.corrected",
        "hw.power; hw.type=\"power_supply\"; hw.power",
        "hw.status; hw.type=\"gpu\",hw.state=\"ok\"; hw.status.ok",
        "hw_gpu_utilization_ratio; hw_gpu_task=\"x\"; hw.gpu.utilization.x_ratio",
      })
  void whatItDoesNotKnowIsAMetricOfItsOwn(String name, String attributes, String other) {
    HardwareSeries series = HardwareSeries.of(name, attributes);

    assertThat(series.name()).isEqualTo(other);
    assertThat(new Families().metric(other)).isEmpty();
  }

  @Test
  void labelsThatSayWhereAndWhoseStay() {
    HardwareSeries series =
        HardwareSeries.of(
            "hw.gpu.utilization",
            "host=\"n1\",hw.id=\"GPU-0a\",hw.name=\"x\",hw.model=\"H100 \\\"a\\\"\","
                + "hw.driver_version=\"5\",k8s.pod.name=\"p\",note=\"a,b=\\\"c\"");

    assertThat(series.labels())
        .isEqualTo(
            "host=\"n1\",UUID=\"GPU-0a\",model=\"H100 \\\"a\\\"\",driver_version=\"5\","
                + "k8s.pod.name=\"p\",note=\"a,b=\\\"c\"");
    assertThat(HardwareSeries.of("hw.gpu.utilization", "hw.id=\"7\"").labels())
        .isEqualTo("gpu=\"7\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "a", "hw.type=\"", "hw.type=\"gpu\\", ",,=\"\"\"", "hw.id=\"\\"})
  void labelsThatAreNoneCostNothing(String labels) {
    assertThat(HardwareSeries.of("hw.temperature", labels).name()).startsWith("hw.");
  }
}
