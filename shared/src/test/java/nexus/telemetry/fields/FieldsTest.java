package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  @Test
  void everyFieldOfDcgmIsThereUnderItsNumberAndWithAllItSays() {
    assertThat(Fields.all()).hasSize(638);
    assertThat(Fields.all()).extracting(Field::id).doesNotHaveDuplicates();
    assertThat(Fields.all())
        .allSatisfy(
            field -> {
              assertThat(field.shown()).isNotBlank();
              assertThat(field.help()).isNotBlank();
              assertThat(field.name()).startsWith("DCGM_FI_");
              assertThat(Fields.stored(field.name())).contains(field);
            });
  }

  @Test
  void noNameIsThatOfTwoFields() {
    Map<String, Field> byName = new HashMap<>();
    for (Field field : Fields.all()) {
      assertThat(byName.put(field.name(), field)).as(field.name()).isNull();
      for (String alias : field.aliases()) {
        assertThat(byName.put(alias, field)).as(alias).isNull();
        assertThat(Fields.canonical(alias)).as(alias).isEqualTo(field.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_GPU_TEMP_CELSIUS, DCGM_FI_DEV_GPU_TEMP",
    "DCGM_FI_SYSTEM_DRIVER_VERSION, DCGM_FI_DRIVER_VERSION",
    "DCGM_FI_DEV_CLOCKS_EVENT_REASONS, DCGM_FI_DEV_CLOCK_THROTTLE_REASONS",
    "DCGM_FI_DEV_GPU_UTIL_RATIO, DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_FB_USED_BYTES, DCGM_FI_DEV_FB_USED",
    "DCGM_FI_DEV_FB_USED, DCGM_FI_DEV_FB_USED",
    "utilization.gpu, DCGM_FI_DEV_GPU_UTIL",
    "utilization.gpu [%], DCGM_FI_DEV_GPU_UTIL",
    "memory.used [MiB], DCGM_FI_DEV_FB_USED",
    "memory.used (MB), DCGM_FI_DEV_FB_USED",
    "GPU Utilization (%), DCGM_FI_DEV_GPU_UTIL",
    "Temp (C), DCGM_FI_DEV_GPU_TEMP",
    "Gpu-Utilization, DCGM_FI_DEV_GPU_UTIL",
    "gpu_utilization, DCGM_FI_DEV_GPU_UTIL",
    "memory_clock_mhz, DCGM_FI_DEV_MEM_CLOCK",
  })
  void allNamesOfAFieldLeadToTheOlderOne(String name, String canonical) {
    assertThat(Fields.canonical(name)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DCGM_EXP_XID_ERRORS_COUNT",
        "Dcgm_fi_dev_gpu_temp",
        "memory.used_W",
        "clocks.gr",
        "mem",
        "sm",
        "",
        "m",
      })
  void otherNamesStayAsTheyAre(String name) {
    assertThat(Fields.canonical(name)).isEqualTo(name);
    assertThat(Fields.shown(name)).isEqualTo(name);
    assertThat(Fields.named(name).field()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL; ECC double-bit errors (volatile)",
        "DCGM_FI_DEV_ECC_SBE_AGG_L2; ECC single-bit errors (lifetime, L2)",
        "DCGM_FI_DEV_GPU_TEMP; GPU temperature",
        "DCGM_FI_DEV_MIG_MODE; MIG mode",
        "DCGM_FI_DEV_VGPU_TYPE; vGPU type",
        "DCGM_FI_DEV_NVLINK_COUNT_TX_BYTES; NVLink sent bytes",
      })
  void peopleReadWords(String metric, String shown) {
    assertThat(Fields.shown(metric)).isEqualTo(shown);
  }

  @Test
  void aMaskTellsWhatItsBitsMean() {
    Field mask = Fields.stored("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS").orElseThrow();
    assertThat(mask.bits())
        .hasSize(9)
        .contains(new Field.Bit(1, "idle"), new Field.Bit(0x80, "HW power brake"));
    assertThat(Fields.stored("DCGM_FI_DEV_GPU_TEMP").orElseThrow().bits()).isEmpty();
  }

  @Test
  void fieldsTellTheirKind() {
    assertThat(Fields.stored("DCGM_FI_DEV_GPU_TEMP").orElseThrow().kind()).isEqualTo(Kind.GAUGE);
    assertThat(Fields.stored("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS").orElseThrow().kind())
        .isEqualTo(Kind.STATE);
    assertThat(Fields.stored("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION").orElseThrow().kind())
        .isEqualTo(Kind.COUNTER);
    assertThat(Fields.stored("DCGM_FI_DRIVER_VERSION").orElseThrow().kind()).isEqualTo(Kind.LABEL);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_GPU_UTIL, 29, 0.29, DCGM_FI_DEV_GPU_UTIL_RATIO",
    "DCGM_FI_DEV_FB_USED, 40960, 42949672960, DCGM_FI_DEV_FB_USED_BYTES",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 1500, 1.5, DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL",
    "DCGM_FI_DEV_POWER_VIOLATION, 5e8, 0.5, DCGM_FI_DEV_GPU_POWER_THROTTLE_SECONDS_TOTAL",
    "DCGM_FI_DEV_GPU_TEMP, 60, 60, DCGM_FI_DEV_GPU_TEMP_CELSIUS",
    "DCGM_FI_DEV_SM_CLOCK, 1410, 1410, DCGM_FI_DEV_SM_CLOCK",
  })
  void valuesAreToldUnderTheNewNameInItsUnit(String metric, double old, double told, String name) {
    Field field = Fields.stored(metric).orElseThrow();
    assertThat(field.newName()).isEqualTo(name);
    assertThat(field.underNewName(old)).isEqualTo(told);
    assertThat(Fields.named(name).value(told)).isEqualTo(old);
  }
}
