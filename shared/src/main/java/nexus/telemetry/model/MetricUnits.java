package nexus.telemetry.model;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Units of NVIDIA DCGM metrics, as dcgm-exporter's counter files give them (<a
 * href="https://github.com/NVIDIA/dcgm-exporter/tree/main/etc">etc/</a>) and, where those are
 * silent, as DCGM's own field list does (<a
 * href="https://docs.nvidia.com/datacenter/dcgm/latest/dcgm-api/dcgm-api-field-ids.html">Field
 * Identifiers</a>). Counts, states, bit masks and metrics that are not DCGM's have none.
 */
public final class MetricUnits {

  private static final String DEVICE = "DCGM_FI_DEV_";
  private static final String PROFILING = "DCGM_FI_PROF_";

  private static final Map<String, String> DEVICE_UNITS =
      Map.ofEntries(
          entry("GPU_UTIL", "%"),
          entry("MEM_COPY_UTIL", "%"),
          entry("ENC_UTIL", "%"),
          entry("DEC_UTIL", "%"),
          entry("FAN_SPEED", "%"),
          entry("POWER_USAGE", "W"),
          entry("POWER_USAGE_INSTANT", "W"),
          entry("POWER_MGMT_LIMIT", "W"),
          entry("POWER_MGMT_LIMIT_MIN", "W"),
          entry("POWER_MGMT_LIMIT_MAX", "W"),
          entry("POWER_MGMT_LIMIT_DEF", "W"),
          entry("ENFORCED_POWER_LIMIT", "W"),
          entry("TOTAL_ENERGY_CONSUMPTION", "mJ"),
          entry("GPU_TEMP", "C"),
          entry("MEMORY_TEMP", "C"),
          entry("GPU_MAX_OP_TEMP", "C"),
          entry("MEM_MAX_OP_TEMP", "C"),
          entry("SLOWDOWN_TEMP", "C"),
          entry("SHUTDOWN_TEMP", "C"),
          entry("SM_CLOCK", "MHz"),
          entry("MEM_CLOCK", "MHz"),
          entry("VIDEO_CLOCK", "MHz"),
          entry("APP_SM_CLOCK", "MHz"),
          entry("APP_MEM_CLOCK", "MHz"),
          entry("MAX_SM_CLOCK", "MHz"),
          entry("MAX_MEM_CLOCK", "MHz"),
          entry("MAX_VIDEO_CLOCK", "MHz"),
          entry("FB_TOTAL", "MiB"),
          entry("FB_FREE", "MiB"),
          entry("FB_USED", "MiB"),
          entry("FB_RESERVED", "MiB"),
          entry("FB_USED_PERCENT", "ratio"),
          entry("BAR1_TOTAL", "MiB"),
          entry("BAR1_USED", "MiB"),
          entry("BAR1_FREE", "MiB"),
          entry("PCIE_TX_THROUGHPUT", "KB/s"),
          entry("PCIE_RX_THROUGHPUT", "KB/s"),
          entry("POWER_VIOLATION", "ns"),
          entry("THERMAL_VIOLATION", "ns"),
          entry("SYNC_BOOST_VIOLATION", "ns"),
          entry("BOARD_LIMIT_VIOLATION", "ns"),
          entry("LOW_UTIL_VIOLATION", "ns"),
          entry("RELIABILITY_VIOLATION", "ns"));

  private MetricUnits() {}

  /**
   * The unit of a metric, such as {@code %}, {@code W}, {@code MiB} or, of a fraction from 0 to 1,
   * {@code ratio}; empty when it has none or none is known.
   */
  public static String unit(String metric) {
    if (metric.startsWith(DEVICE)) {
      return deviceUnit(metric.substring(DEVICE.length()));
    }
    if (metric.startsWith(PROFILING)) {
      return profilingUnit(metric);
    }
    return "";
  }

  /** NVLink fields are one a lane and one for all. */
  private static String deviceUnit(String field) {
    boolean bandwidth =
        field.startsWith("NVLINK_")
            && (field.contains("BANDWIDTH_") || field.contains("THROUGHPUT_"));
    return bandwidth ? "MB/s" : DEVICE_UNITS.getOrDefault(field, "");
  }

  private static String profilingUnit(String metric) {
    if (metric.endsWith("_ACTIVE") || metric.endsWith("_OCCUPANCY")) {
      return "ratio";
    }
    return metric.endsWith("_TX_BYTES") || metric.endsWith("_RX_BYTES") ? "B/s" : "";
  }
}
