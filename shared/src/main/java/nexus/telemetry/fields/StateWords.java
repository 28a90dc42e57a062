package nexus.telemetry.fields;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Words by which nvidia-smi tells states that DCGM tells as numbers. */
final class StateWords {

  private static final Map<String, Integer> SWITCH =
      Map.ofEntries(
          entry("yes", 1),
          entry("no", 0),
          entry("enabled", 1),
          entry("disabled", 0),
          entry("active", 1),
          entry("not active", 0));

  private static final Map<String, Integer> COMPUTE_MODE =
      Map.of("default", 0, "exclusive_thread", 1, "prohibited", 2, "exclusive_process", 3);

  private static final String PSTATE = "DCGM_FI_DEV_PSTATE";

  /** The greatest that a performance state can be. */
  private static final int LEAST_PERFORMANCE = 15;

  /** Fields that are on or off. */
  private static final Set<String> SWITCHES =
      Set.of(
          "DCGM_FI_DEV_MIG_MODE",
          "DCGM_FI_DEV_PERSISTENCE_MODE",
          "DCGM_FI_DEV_ECC_CURRENT",
          "DCGM_FI_DEV_ECC_PENDING",
          "DCGM_FI_DEV_RETIRED_PENDING",
          "DCGM_FI_DEV_ROW_REMAP_FAILURE",
          "DCGM_FI_DEV_ROW_REMAP_PENDING",
          "DCGM_FI_DEV_THRESHOLD_SRM");

  private StateWords() {}

  /** The number of a word; NaN when it is no state of the field. */
  static double number(Field field, String word) {
    String lower = word.strip().toLowerCase(Locale.ROOT);
    Integer found = null;
    if (SWITCHES.contains(field.name())) {
      found = SWITCH.get(lower);
    } else if (field.name().equals("DCGM_FI_DEV_COMPUTE_MODE")) {
      found = COMPUTE_MODE.get(lower);
    } else if (field.name().equals(PSTATE)) {
      return performance(lower);
    }
    return found == null ? Double.NaN : found;
  }

  /** Of {@code p0} to {@code p15}. */
  private static double performance(String word) {
    int state = word.startsWith("p") ? 0 : -1;
    for (int i = 1; i < word.length() && state >= 0; i++) {
      int digit = Character.digit(word.charAt(i), 10);
      state = digit < 0 || state > LEAST_PERFORMANCE ? -1 : state * 10 + digit;
    }
    boolean is = word.length() > 1 && state >= 0 && state <= LEAST_PERFORMANCE;
    return is ? state : Double.NaN;
  }
}
