package nexus.telemetry.block;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Metric names that a block of format version 1 or 2 holds as a number.
 *
 * <p>The list is part of the stored format: a name's place in it, counted from 1, is what blocks
 * hold. It never changes; more names need a new format version. The names are those of the counter
 * files that dcgm-exporter ships (<a
 * href="https://github.com/NVIDIA/dcgm-exporter/tree/main/etc">etc/</a>), the most usual first.
 */
final class KnownMetrics {

  static final List<String> NAMES =
      List.of(
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_MEM_COPY_UTIL",
          "DCGM_FI_DEV_ENC_UTIL",
          "DCGM_FI_DEV_DEC_UTIL",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_FB_FREE",
          "DCGM_FI_DEV_FB_RESERVED",
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_MEMORY_TEMP",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
          "DCGM_FI_DEV_SM_CLOCK",
          "DCGM_FI_DEV_MEM_CLOCK",
          "DCGM_FI_DEV_PCIE_TX_THROUGHPUT",
          "DCGM_FI_DEV_PCIE_RX_THROUGHPUT",
          "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
          "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
          "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0",
          "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL",
          "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL",
          "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL",
          "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL",
          "DCGM_FI_DEV_XID_ERRORS",
          "DCGM_FI_DEV_POWER_VIOLATION",
          "DCGM_FI_DEV_THERMAL_VIOLATION",
          "DCGM_FI_DEV_SYNC_BOOST_VIOLATION",
          "DCGM_FI_DEV_BOARD_LIMIT_VIOLATION",
          "DCGM_FI_DEV_LOW_UTIL_VIOLATION",
          "DCGM_FI_DEV_RELIABILITY_VIOLATION",
          "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL",
          "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
          "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL",
          "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL",
          "DCGM_FI_DEV_RETIRED_SBE",
          "DCGM_FI_DEV_RETIRED_DBE",
          "DCGM_FI_DEV_RETIRED_PENDING",
          "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
          "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
          "DCGM_FI_DEV_ROW_REMAP_FAILURE",
          "DCGM_FI_DEV_VGPU_LICENSE_STATUS",
          "DCGM_FI_DEV_FAN_SPEED",
          "DCGM_FI_DEV_PSTATE",
          "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS",
          "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
          "DCGM_FI_PROF_SM_ACTIVE",
          "DCGM_FI_PROF_SM_OCCUPANCY",
          "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
          "DCGM_FI_PROF_DRAM_ACTIVE",
          "DCGM_FI_PROF_PIPE_FP64_ACTIVE",
          "DCGM_FI_PROF_PIPE_FP32_ACTIVE",
          "DCGM_FI_PROF_PIPE_FP16_ACTIVE",
          "DCGM_FI_PROF_PCIE_TX_BYTES",
          "DCGM_FI_PROF_PCIE_RX_BYTES",
          "DCGM_FI_PROF_NVLINK_TX_BYTES",
          "DCGM_FI_PROF_NVLINK_RX_BYTES");

  private static final Map<String, Integer> NUMBERS = numbers();

  private KnownMetrics() {}

  /** Number of a name, from 1; 0 when it has none. */
  static int number(String metric) {
    return NUMBERS.getOrDefault(metric, 0);
  }

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (String name : NAMES) {
      numbers.put(name, numbers.size() + 1);
    }
    return Map.copyOf(numbers);
  }
}
