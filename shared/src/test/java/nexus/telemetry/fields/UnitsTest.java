package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_GPU_UTIL, %",
    "DCGM_FI_DEV_MEM_COPY_UTIL, %",
    "DCGM_FI_DEV_ENC_UTIL, %",
    "DCGM_FI_DEV_DEC_UTIL, %",
    "DCGM_FI_DEV_FAN_SPEED, %",
    "DCGM_FI_DEV_POWER_USAGE, W",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, mJ",
    "DCGM_FI_DEV_GPU_TEMP, C",
    "DCGM_FI_DEV_MEMORY_TEMP, C",
    "DCGM_FI_DEV_SM_CLOCK, MHz",
    "DCGM_FI_DEV_MEM_CLOCK, MHz",
    "DCGM_FI_DEV_FB_USED, MiB",
    "DCGM_FI_DEV_FB_FREE, MiB",
    "DCGM_FI_DEV_FB_RESERVED, MiB",
    "DCGM_FI_DEV_PCIE_TX_THROUGHPUT, KB/s",
    "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL, MB/s",
    "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0, MB/s",
    "DCGM_FI_DEV_POWER_VIOLATION, ns",
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE, ratio",
    "DCGM_FI_PROF_SM_OCCUPANCY, ratio",
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE, ratio",
    "DCGM_FI_PROF_PCIE_TX_BYTES, B/s",
    "DCGM_FI_PROF_NVLINK_L3_RX_BYTES, B/s",
  })
  void dcgmMetricsHaveTheUnitDcgmGives(String metric, String unit) {
    assertThat(Fields.unit(metric)).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_XID_ERRORS",
    "DCGM_FI_DEV_PSTATE",
    "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
    "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL",
    "DCGM_FI_PROF_SOMETHING_NEW",
    "DCGM_FI_DEV_",
    "GPU_UTIL",
    "fan_rpm",
  })
  void countsStatesAndUnknownMetricsHaveNone(String metric) {
    assertThat(Fields.unit(metric)).isEmpty();
  }
}
