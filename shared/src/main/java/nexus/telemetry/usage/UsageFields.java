package nexus.telemetry.usage;

import java.util.Set;
import nexus.telemetry.model.SeriesName;

/** The metrics that say what became of a GPU's time. */
public final class UsageFields {

  static final String UTILIZATION = "DCGM_FI_DEV_GPU_UTIL";
  static final String ENGINE = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";
  static final String SM = "DCGM_FI_PROF_SM_ACTIVE";
  static final String TENSOR = "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE";
  static final String USED = "DCGM_FI_DEV_FB_USED";
  static final String FREE = "DCGM_FI_DEV_FB_FREE";
  static final String TOTAL = "DCGM_FI_DEV_FB_TOTAL";
  static final String REASONS = "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS";
  static final String XID = "DCGM_FI_DEV_XID_ERRORS";
  static final String DOUBLE_BIT = "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL";
  static final String REMAP_FAILED = "DCGM_FI_DEV_ROW_REMAP_FAILURE";
  static final String POWER = "DCGM_FI_DEV_POWER_USAGE";
  static final String ENERGY = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";

  private static final Set<String> ALL =
      Set.of(
          UTILIZATION,
          ENGINE,
          SM,
          TENSOR,
          USED,
          FREE,
          TOTAL,
          REASONS,
          XID,
          DOUBLE_BIT,
          REMAP_FAILED,
          POWER,
          ENERGY);

  private UsageFields() {}

  /** Whether a series is of one of them. */
  public static boolean wants(String series) {
    return ALL.contains(SeriesName.metricOf(series));
  }

  /** Whether a series by itself says that the GPU of its place is told of as a whole. */
  public static boolean tellsGpu(String series) {
    String metric = SeriesName.metricOf(series);
    return metric.equals(UTILIZATION) || metric.equals(ENGINE) || metric.equals(POWER);
  }
}
