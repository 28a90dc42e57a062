package nexus.telemetry.fields;

import java.util.Set;
import java.util.regex.Pattern;

/** What DCGM measures besides GPUs: switches and their links, processors, network cards. */
public final class OtherEntities {

  private static final Pattern FAMILY =
      Pattern.compile("DCGM_FI_(DEV|PROF)_(NVSWITCH|CPU(?!_AFFINITY)|CONNECTX|SYSIO)_\\w+");

  private static final Set<String> LABELS = Set.of("nvswitch", "cpu", "cpucore", "cpu_core");

  private OtherEntities() {}

  /** Whether a metric of that name is never a GPU's. */
  public static boolean isFamily(String metric) {
    return metric.startsWith("DCGM_FI_") && FAMILY.matcher(metric).matches();
  }

  /** Whether a label of that name says of what else a value is, where no GPU is named. */
  public static boolean isLabel(String name) {
    return LABELS.contains(name);
  }
}
