package nexus.functions.metrics;

import static java.util.Map.entry;

import java.util.Map;
import nexus.telemetry.fields.Fields;

/**
 * What a DCGM metric says, as dcgm-exporter would tell it (<a
 * href="https://github.com/NVIDIA/dcgm-exporter/tree/main/etc">etc/</a>).
 *
 * @param gauge whether it goes up and down; if not, it only grows, or that is not known
 * @param help a sentence with the unit
 */
record DcgmMetric(boolean gauge, String help) {

  private static final String DEVICE = "DCGM_FI_DEV_";
  private static final String PROFILING = "DCGM_FI_PROF_";

  private static final Map<String, String> GAUGES =
      Map.ofEntries(
          entry(DEVICE + "SM_CLOCK", "SM clock frequency"),
          entry(DEVICE + "MEM_CLOCK", "Memory clock frequency"),
          entry(DEVICE + "MEMORY_TEMP", "Memory temperature"),
          entry(DEVICE + "GPU_TEMP", "GPU temperature"),
          entry(DEVICE + "POWER_USAGE", "Power draw"),
          entry(DEVICE + "GPU_UTIL", "GPU utilization"),
          entry(DEVICE + "MEM_COPY_UTIL", "Memory utilization"),
          entry(DEVICE + "ENC_UTIL", "Encoder utilization"),
          entry(DEVICE + "DEC_UTIL", "Decoder utilization"),
          entry(DEVICE + "XID_ERRORS", "Number of the last XID error"),
          entry(DEVICE + "FB_FREE", "Frame buffer memory free"),
          entry(DEVICE + "FB_USED", "Frame buffer memory used"),
          entry(DEVICE + "FB_RESERVED", "Frame buffer memory reserved"),
          entry(DEVICE + "FB_TOTAL", "Frame buffer memory"),
          entry(DEVICE + "FAN_SPEED", "Fan speed"),
          entry(DEVICE + "POWER_MGMT_LIMIT", "Power limit"),
          entry(DEVICE + "ENFORCED_POWER_LIMIT", "Power limit in force"),
          entry(DEVICE + "VGPU_LICENSE_STATUS", "State of the vGPU license"),
          entry(DEVICE + "ROW_REMAP_FAILURE", "Whether remapping of rows has failed"),
          entry(PROFILING + "GR_ENGINE_ACTIVE", "Share of time the graphics engine is active"),
          entry(PROFILING + "SM_ACTIVE", "Share of cycles an SM has at least one warp"),
          entry(PROFILING + "SM_OCCUPANCY", "Share of the warps an SM can hold that it has"),
          entry(PROFILING + "PIPE_TENSOR_ACTIVE", "Share of cycles the tensor pipe is active"),
          entry(PROFILING + "PIPE_FP64_ACTIVE", "Share of cycles the FP64 pipe is active"),
          entry(PROFILING + "PIPE_FP32_ACTIVE", "Share of cycles the FP32 pipe is active"),
          entry(PROFILING + "PIPE_FP16_ACTIVE", "Share of cycles the FP16 pipe is active"),
          entry(PROFILING + "DRAM_ACTIVE", "Share of cycles the device memory is active"),
          entry(PROFILING + "PCIE_TX_BYTES", "Rate of data sent over PCIe"),
          entry(PROFILING + "PCIE_RX_BYTES", "Rate of data received over PCIe"));

  private static final Map<String, String> COUNTERS =
      Map.ofEntries(
          entry(DEVICE + "TOTAL_ENERGY_CONSUMPTION", "Energy used since boot"),
          entry(DEVICE + "PCIE_REPLAY_COUNTER", "PCIe retries"),
          entry(DEVICE + "PCIE_TX_THROUGHPUT", "Data sent over PCIe"),
          entry(DEVICE + "PCIE_RX_THROUGHPUT", "Data received over PCIe"),
          entry(DEVICE + "POWER_VIOLATION", "Time throttled for power"),
          entry(DEVICE + "THERMAL_VIOLATION", "Time throttled for temperature"),
          entry(DEVICE + "SYNC_BOOST_VIOLATION", "Time throttled for sync boost"),
          entry(DEVICE + "BOARD_LIMIT_VIOLATION", "Time throttled for the board's limit"),
          entry(DEVICE + "LOW_UTIL_VIOLATION", "Time throttled for low utilization"),
          entry(DEVICE + "RELIABILITY_VIOLATION", "Time throttled for reliability"),
          entry(DEVICE + "ECC_SBE_VOL_TOTAL", "Single-bit volatile ECC errors"),
          entry(DEVICE + "ECC_DBE_VOL_TOTAL", "Double-bit volatile ECC errors"),
          entry(DEVICE + "ECC_SBE_AGG_TOTAL", "Single-bit persistent ECC errors"),
          entry(DEVICE + "ECC_DBE_AGG_TOTAL", "Double-bit persistent ECC errors"),
          entry(DEVICE + "RETIRED_SBE", "Pages retired for single-bit errors"),
          entry(DEVICE + "RETIRED_DBE", "Pages retired for double-bit errors"),
          entry(DEVICE + "RETIRED_PENDING", "Pages that wait to be retired"),
          entry(DEVICE + "NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", "NVLink flow-control CRC errors"),
          entry(DEVICE + "NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", "NVLink data CRC errors"),
          entry(DEVICE + "NVLINK_REPLAY_ERROR_COUNT_TOTAL", "NVLink retries"),
          entry(DEVICE + "NVLINK_RECOVERY_ERROR_COUNT_TOTAL", "NVLink recovery errors"),
          entry(DEVICE + "NVLINK_BANDWIDTH_TOTAL", "NVLink bandwidth of all lanes"),
          entry(DEVICE + "UNCORRECTABLE_REMAPPED_ROWS", "Rows remapped for uncorrectable errors"),
          entry(DEVICE + "CORRECTABLE_REMAPPED_ROWS", "Rows remapped for correctable errors"));

  /** The metric of a stored name, whether DCGM has it or not. */
  static DcgmMetric of(String stored) {
    String gauge = GAUGES.get(stored);
    if (gauge != null) {
      return new DcgmMetric(true, gauge + unit(stored));
    }
    String counter = COUNTERS.get(stored);
    return counter == null
        ? new DcgmMetric(false, "Newest value of " + stored + unit(stored))
        : new DcgmMetric(false, counter + unit(stored).replace(".", ", a counter."));
  }

  private static String unit(String stored) {
    String unit = Fields.unit(stored);
    return unit.isEmpty() ? "." : " (in " + unit + ").";
  }
}
