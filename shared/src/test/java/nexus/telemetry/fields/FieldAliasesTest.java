package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import nexus.telemetry.model.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldAliasesTest {

  private static void assertNumber(String name, double number, String metric, double value) {
    FieldName found = Fields.named(name);
    assertThat(found.metric()).as(name).isEqualTo("DCGM_FI_DEV_" + metric);
    assertThat(found.field()).isPresent();
    assertThat(found.value(number)).as(name).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "utilization.gpu [%], GPU_UTIL",
    "utilization.memory [%], MEM_COPY_UTIL",
    "utilization.encoder [%], ENC_UTIL",
    "utilization.decoder [%], DEC_UTIL",
    "memory.total [MiB], FB_TOTAL",
    "memory.reserved [MiB], FB_RESERVED",
    "memory.used [MiB], FB_USED",
    "memory.free [MiB], FB_FREE",
    "temperature.gpu, GPU_TEMP",
    "temperature.memory, MEMORY_TEMP",
    "temperature.gpu.tlimit, GPU_TEMP_LIMIT",
    "power.draw [W], POWER_USAGE",
    "power.draw.average [W], POWER_USAGE",
    "gpu.power.draw.average [W], POWER_USAGE",
    "power.draw.instant [W], POWER_USAGE_INSTANT",
    "gpu.power.draw.instant, POWER_USAGE_INSTANT",
    "power.limit [W], POWER_MGMT_LIMIT",
    "gpu.power.requested_limit, POWER_MGMT_LIMIT",
    "enforced.power.limit [W], ENFORCED_POWER_LIMIT",
    "gpu.power.current_limit, ENFORCED_POWER_LIMIT",
    "power.default_limit [W], POWER_MGMT_LIMIT_DEF",
    "power.min_limit [W], POWER_MGMT_LIMIT_MIN",
    "power.max_limit [W], POWER_MGMT_LIMIT_MAX",
    "clocks.sm [MHz], SM_CLOCK",
    "clocks.current.sm [MHz], SM_CLOCK",
    "clocks.mem [MHz], MEM_CLOCK",
    "clocks.current.memory [MHz], MEM_CLOCK",
    "clocks.video [MHz], VIDEO_CLOCK",
    "clocks.max.sm [MHz], MAX_SM_CLOCK",
    "clocks.max.memory [MHz], MAX_MEM_CLOCK",
    "clocks.applications.graphics [MHz], APP_SM_CLOCK",
    "clocks.applications.mem [MHz], APP_MEM_CLOCK",
    "clocks_throttle_reasons.active, CLOCK_THROTTLE_REASONS",
    "clocks_event_reasons.active, CLOCK_THROTTLE_REASONS",
    "ecc.errors.corrected.volatile.total, ECC_SBE_VOL_TOTAL",
    "ecc.errors.corrected.volatile.dram, ECC_SBE_VOL_DEV",
    "ecc.errors.corrected.aggregate.device_memory, ECC_SBE_AGG_DEV",
    "ecc.errors.uncorrected.volatile.register_file, ECC_DBE_VOL_REG",
    "ecc.errors.uncorrected.volatile.l1_cache, ECC_DBE_VOL_L1",
    "ecc.errors.uncorrected.aggregate.l2_cache, ECC_DBE_AGG_L2",
    "ecc.errors.corrected.aggregate.texture_memory, ECC_SBE_AGG_TEX",
    "ecc.errors.uncorrected.aggregate.sram, ECC_DBE_AGG_SRM",
    "ecc.errors.uncorrected.aggregate.cbu, ECC_DBE_AGG_CBU",
    "ecc.errors.uncorrected.aggregate.sram.thresholdExceeded, THRESHOLD_SRM",
    "ecc.mode.current, ECC_CURRENT",
    "ecc.mode.pending, ECC_PENDING",
    "retired_pages.sbe, RETIRED_SBE",
    "retired_pages.double_bit.count, RETIRED_DBE",
    "retired_pages.pending, RETIRED_PENDING",
    "remapped_rows.correctable, CORRECTABLE_REMAPPED_ROWS",
    "remapped_rows.dbe, UNCORRECTABLE_REMAPPED_ROWS",
    "remapped_rows.pending, ROW_REMAP_PENDING",
    "remapped_rows.failure, ROW_REMAP_FAILURE",
    "remapped_rows.histogram.partial, BANKS_REMAP_ROWS_AVAIL_PARTIAL",
    "pcie.link.gen.current, PCIE_LINK_GEN",
    "pcie.link.gen.gpucurrent, PCIE_LINK_GEN",
    "pcie.link.gen.max, PCIE_MAX_LINK_GEN",
    "pcie.link.width.current, PCIE_LINK_WIDTH",
    "pcie.link.width.max, PCIE_MAX_LINK_WIDTH",
    "fan.speed [%], FAN_SPEED",
    "mig.mode.current, MIG_MODE",
    "persistence_mode, PERSISTENCE_MODE",
    "pstate, PSTATE",
    "gpu_recovery_action, GET_GPU_RECOVERY_ACTION",
    "fabric.cliqueId, FABRIC_CLIQUE_ID",
    "platform.tray_index, PLATFORM_TRAY_INDEX",
  })
  void whatNvidiaSmiQueriesIsTheFieldThatMeasuresTheSame(String name, String metric) {
    assertNumber(name, 1, metric, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "energy [mJ], 1",
    "energy [J], 1000",
    "energy [kJ], 1e6",
    "energy (Wh), 3.6e6",
    "Energy [kWh], 3.6e9",
    "energy [mWh], 3600",
    "energy [MWh], 3.6e12",
    "energy_joules, 1000",
    "gpu_energy_wh, 3.6e6",
    "total_energy_consumption [kWh], 3.6e9",
    "nvidia_smi_energy_joules_total, 1000",
  })
  void energyIsInTheFieldsUnitWhateverTheFilesIs(String name, double value) {
    assertNumber(name, 1, "TOTAL_ENERGY_CONSUMPTION", value);
  }

  @ParameterizedTest
  @CsvSource({
    "clocks.gr, clocks.current.graphics, 1500",
    "clocks.gr [MHz], clocks.current.graphics, 1500",
    "clocks.current.graphics [MHz], clocks.current.graphics, 1500",
    "clocks.current.graphics [GHz], clocks.current.graphics, 1500000",
    "clocks_gr_mhz, clocks.current.graphics, 1500",
    "clocks.max.gr [MHz], clocks.max.graphics, 1500",
    "clocks.default_applications.gr, clocks.default_applications.graphics, 1500",
    "clocks.default_applications.mem [MHz], clocks.default_applications.memory, 1500",
  })
  void whatNoFieldMeasuresHasOneName(String name, String metric, double value) {
    FieldName found = Fields.named(name);

    assertThat(found.metric()).isEqualTo(metric);
    assertThat(found.field()).isEmpty();
    assertThat(found.value(1500)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "utilization.jpeg",
        "utilization.ofa",
        "clocks.current.graphics",
        "clocks.max.graphics",
        "clocks.default_applications.memory",
        "clocks_event_reasons.supported",
        "clocks_event_reasons.sw_power_cap",
        "encoder.stats.averageFps",
        "protected_memory.used",
        "module.power.draw.average",
        "pcie.link.gen.gpumax",
        "pcie.link.gen.hostmax",
        "ecc.errors.uncorrected.aggregate.sram.l2",
        "compute_cap",
        "fabric.state",
        "mig.mode.pending",
        "count",
        "index",
        "nvidia_smi_xid_errors_total",
        "XID",
        "xid_errors",
        "nvidia_smi_mig_memory_used_bytes",
        "nvidia_smi_compute_app_used_memory_bytes",
        "nvidia_smi_command_exit_code",
        "dcgm_exp_xid_errors_count",
        "memory_used_percent",
        "utilization",
        "temperature_limit",
      })
  void whatNoFieldMeasuresKeepsItsName(String name) {
    assertThat(Fields.named(name).field()).isEmpty();
    assertThat(Fields.named(name).metric()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "nvidia_smi_utilization_gpu_ratio, 0.29, GPU_UTIL, 29",
    "nvidia_smi_utilization_memory_ratio, 1, MEM_COPY_UTIL, 100",
    "nvidia_smi_fan_speed_ratio, 1.2, FAN_SPEED, 120",
    "nvidia_smi_memory_used_bytes, 2.0780679168e+10, FB_USED, 19818",
    "nvidia_smi_memory_total_bytes, 8.5520809984e+10, FB_TOTAL, 81559",
    "nvidia_smi_temperature_gpu, 59, GPU_TEMP, 59",
    "nvidia_smi_power_draw_watts, 631.95, POWER_USAGE, 631.95",
    "nvidia_smi_enforced_power_limit_watts, 700, ENFORCED_POWER_LIMIT, 700",
    "nvidia_smi_clocks_current_sm_clock_hz, 1.98e9, SM_CLOCK, 1980",
    "nvidia_smi_clocks_max_memory_clock_hz, 2.619e9, MAX_MEM_CLOCK, 2619",
    "nvidia_smi_clocks_event_reasons_active, 4, CLOCK_THROTTLE_REASONS, 4",
    "nvidia_smi_clocks_event_reasons_counters_sync_boost_seconds, 1.5,"
        + " CLOCKS_EVENT_REASON_SYNC_BOOST_NS, 1.5e9",
    "nvidia_smi_pstate, 8, PSTATE, 8",
    "nvidia_smi_energy_joules_total, 1.5, TOTAL_ENERGY_CONSUMPTION, 1500",
    "nvidia_smi_pcie_throughput_rx_bytes_per_second, 9500, PCIE_RX_THROUGHPUT, 9.5",
    "nvidia_smi_ecc_errors_corrected_volatile_dram, 3, ECC_SBE_VOL_DEV, 3",
    "nvidia_smi_ecc_errors_uncorrected_aggregate_sram_threshold_exceeded, 1, THRESHOLD_SRM, 1",
  })
  void familiesOfThePrometheusExporterAreConverted(
      String name, double number, String metric, double value) {
    assertNumber(name, number, metric, value);
  }

  @ParameterizedTest
  @CsvSource({
    "clocks_event_reasons_counters.sw_power_cap [us], 7, 7000",
    "clocks_event_reasons_counters.sw_power_cap, 7, 7000",
    "clocks_event_reasons_counters.sw_power_cap [ms], 7, 7000000",
  })
  void aNameWhoseNumbersAreInAnotherUnitIsConvertedWithoutAWord(
      String name, double number, double value) {
    assertNumber(name, number, "CLOCKS_EVENT_REASON_SW_POWER_CAP_NS", value);
  }

  @ParameterizedTest
  @CsvSource({
    "GPU Utilization (%), GPU_UTIL",
    "GPU Util, GPU_UTIL",
    "GPU-Util, GPU_UTIL",
    "GPU Util %, GPU_UTIL",
    "gpu_util_pct, GPU_UTIL",
    "Temp, GPU_TEMP",
    "Temp., GPU_TEMP",
    "Temp (C), GPU_TEMP",
    "Temp (°C), GPU_TEMP",
    "Temperature, GPU_TEMP",
    "temperature_celsius, GPU_TEMP",
    "GPU Temperature [°C], GPU_TEMP",
    "gpu_temp_c, GPU_TEMP",
    "Memory Temperature, MEMORY_TEMP",
    "Memory Used (MB), FB_USED",
    "Memory Usage (MB), FB_USED",
    "Mem Used, FB_USED",
    "VRAM Used [MiB], FB_USED",
    "Memory Total, FB_TOTAL",
    "Memory Free MB, FB_FREE",
    "Power (W), POWER_USAGE",
    "Power, POWER_USAGE",
    "Power Draw, POWER_USAGE",
    "power_draw, POWER_USAGE",
    "power_watts, POWER_USAGE",
    "Power Limit, POWER_MGMT_LIMIT",
    "Fan Speed, FAN_SPEED",
    "FAN (%), FAN_SPEED",
    "SM Clock, SM_CLOCK",
    "Memory Clock (MHz), MEM_CLOCK",
    "dcgm_fi_dev_gpu_util, GPU_UTIL",
    "dcgm_fi_dev_gpu_temp_celsius, GPU_TEMP",
    "DCGM_FI_DEV_GPU_TEMP (C), GPU_TEMP",
  })
  void whatPeopleCallAFieldIsThatField(String name, String metric) {
    assertNumber(name, 1, metric, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "memory.used [GiB], 1.5, FB_USED, 1536",
    "Memory Used (GB), 2, FB_USED, 2048",
    "memory.used [KiB], 512, FB_USED, 0.5",
    "memory.used (bytes), 1048576, FB_USED, 1",
    "memory_used_gib, 80, FB_USED, 81920",
    "Power (mW), 300, POWER_USAGE, 0.3",
    "power.draw [kW], 0.7, POWER_USAGE, 700",
    "SM Clock (GHz), 1.98, SM_CLOCK, 1980",
    "GPU Utilization (ratio), 0.07, GPU_UTIL, 7",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION [kWh], 2, TOTAL_ENERGY_CONSUMPTION, 7.2e9",
    "DCGM_FI_DEV_PCIE_TX_THROUGHPUT (MB/s), 12, PCIE_TX_THROUGHPUT, 12000",
    "DCGM_FI_DEV_PCIE_TX_THROUGHPUT (Gb/s), 8, PCIE_TX_THROUGHPUT, 1e6",
    "DCGM_FI_DEV_FB_USED_BYTES [GiB], 1, FB_USED, 1024",
  })
  void aUnitInTheHeaderSelectsTheConversion(
      String name, double number, String metric, double value) {
    assertNumber(name, number, metric, value);
  }

  @ParameterizedTest
  @CsvSource({
    "foo.bar [MHz], foo.bar_MHz",
    "Graphics clock speed (MHz), Graphics_clock_speed_MHz",
    "module.power.draw [W], module.power.draw",
    "Fan Speed (RPM), Fan_Speed_RPM",
    "Memory Usage (%), Memory_Usage_percent",
    "memory.used [W], memory.used_W",
    "power.draw [], power.draw []",
    "bus load (MB/s), bus_load_MB_per_s",
    "Fan Speed (GB/s), Fan_Speed_GB_per_s",
    "a/b (W), a/b (W)",
    "(W), (W)",
  })
  void aNameOfNoFieldKeepsItsUnitUnlessNvidiaSmiAlwaysSaysIt(String name, String metric) {
    assertThat(Fields.named(name).field()).isEmpty();
    assertThat(Fields.named(name).metric()).isEqualTo(metric);
    assertThat(Fields.canonical(metric)).isEqualTo(metric);
  }

  @Test
  void aColumnOfPeopleMayHaveBlanks() {
    assertThat(Fields.ofColumn(" Batch size ").orElseThrow().metric()).isEqualTo("Batch_size");
    assertThat(Fields.ofColumn("Mem Used").orElseThrow().metric()).isEqualTo("DCGM_FI_DEV_FB_USED");
    assertThat(Fields.ofColumn("Loss (nats)").orElseThrow().metric()).isEqualTo("Loss_nats");
    assertThat(Fields.ofColumn("a/b")).isEmpty();
    assertThat(Fields.ofColumn("")).isEmpty();
  }

  @Property
  void anyTextIsANameOrNone(@ForAll String text, @ForAll String unit) {
    for (String name : List.of(text, text + " [" + unit + "]", "nvidia_smi_" + text + "_" + unit)) {
      Fields.ofColumn(name)
          .ifPresent(column -> assertThat(Names.isValid(column.metric())).as(name).isTrue());
      assertThat(Fields.named(name).unitFactor(unit) < 0).isFalse();
      assertThat(Fields.named(name).state(unit) < 0).isFalse();
      assertThat(Fields.nearest(name)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "memory_usage [MiB], FB_USED, 512, 512",
    "Memory Usage (GB), FB_USED, 2, 2048",
    "gpu_memory_usage_mb, FB_USED, 512, 512",
    "memory_used, FB_USED, 512, 512",
  })
  void aUnitSaysWhatIsMeantByAnUnclearName(
      String name, String metric, double number, double value) {
    assertNumber(name, number, metric, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory_usage",
        "Memory Usage",
        "mem_usage",
        "gpu_memory_usage",
        "vram_usage",
        "memory",
        "mem",
        "usage",
        "util",
        "clock",
        "memory_usage_celsius",
        "mem_usage_percent"
      })
  void anUnclearNameWithoutAUnitIsNoFields(String name) {
    assertThat(Fields.named(name).field()).isEmpty();
    assertThat(Fields.ofColumn(name).orElseThrow().metric()).isEqualTo(name.replace(' ', '_'));
  }
}
