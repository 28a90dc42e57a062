package nexus.telemetry.fields;

import java.util.Set;
import java.util.regex.Pattern;

/** What DCGM measures besides GPUs: switches and their links, processors, network cards. */
public final class OtherEntities {

  private static final Pattern FAMILY =
      Pattern.compile("DCGM_FI_DEV_(NVSWITCH|CPU(?!_AFFINITY)|CONNECTX|SYSIO)_\\w+");

  /** Where the name of what is measured begins: behind the prefix. */
  private static final int AT = "DCGM_FI_DEV_".length();

  private static final Set<String> LABELS = Set.of("nvswitch", "cpu", "cpucore", "cpu_core");

  private OtherEntities() {}

  /** Whether a metric of that name is never a GPU's. */
  public static boolean isFamily(String metric) {
    return mayBeFamily(metric) && FAMILY.matcher(metric).matches();
  }

  /** Most metrics are told apart by one character. */
  private static boolean mayBeFamily(String metric) {
    return metric.startsWith("DCGM_FI_")
        && metric.length() > AT
        && "NCS".indexOf(metric.charAt(AT)) >= 0;
  }

  /** Whether a label of that name says of what else a value is, where no GPU is named. */
  public static boolean isLabel(String name) {
    return LABELS.contains(name);
  }
}
