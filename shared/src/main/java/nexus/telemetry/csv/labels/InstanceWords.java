package nexus.telemetry.csv.labels;

/** Words by which labels name a MIG instance; nearly all labels have none of them. */
public final class InstanceWords {

  private InstanceWords() {}

  /** Whether labels may name an instance. */
  public static boolean areIn(char[] text, int from, int to) {
    for (int i = from; i + 4 < to; i++) {
      boolean may =
          switch (text[i]) {
            case 'G' -> is(text, i, to, "GPU_I_ID");
            case 'M' -> isUuid(text, i, to);
            case 'g' ->
                is(text, i, to, "gpu_i_id")
                    || is(text, i, to, "gpu_instance_id")
                    || is(text, i, to, "gi_id");
            case 'm' -> is(text, i, to, "mig_id") || is(text, i, to, "mig_instance_id");
            case 'c' -> is(text, i, to, "compute_instance_id") || is(text, i, to, "ci_id");
            default -> false;
          };
      if (may) {
        return true;
      }
    }
    return false;
  }

  /** Whether an instance's UUID begins there. */
  public static boolean isUuid(char[] text, int from, int to) {
    return is(text, from, to, "MIG-");
  }

  private static boolean is(char[] text, int from, int to, String word) {
    if (to - from < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
