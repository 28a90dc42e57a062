package nexus.telemetry.query.latest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a GPU is, in a word. */
public enum GpuStatus {
  /** Its newest utilization is {@value WholeGpu#IDLE_BELOW} % or more, or not known. */
  ACTIVE,
  /** Its newest utilization is less. */
  IDLE,
  /** Its newest sample is older than the configured age, whatever it says. */
  STALE;

  /** The word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a word; empty when it is none of the words. */
  public static Optional<GpuStatus> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
  }
}
