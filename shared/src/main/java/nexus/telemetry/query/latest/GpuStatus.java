package nexus.telemetry.query.latest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What a GPU is, in a word. */
public enum GpuStatus {
  /** Its newest utilization is {@value WholeGpu#IDLE_BELOW} % or more, or not known. */
  ACTIVE,
  /** Its newest utilization is less. */
  IDLE,
  /** It has gone: others have sent samples since, for longer than the configured age. */
  STALE,
  /** It is in another place now, where it has newer samples of its UUID. */
  MOVED;

  /**
   * Time before which newest samples are those of GPUs that have gone: the cluster's newest sample,
   * or now where that is dated ahead, less the configured age. So a capture of last year has the
   * GPUs that it had at its end.
   *
   * @param newestMs the cluster's newest sample, epoch milliseconds; empty for none
   * @param nowMs now, epoch milliseconds
   * @param staleAfterMs the configured age, milliseconds
   */
  public static long staleBeforeMs(OptionalLong newestMs, long nowMs, long staleAfterMs) {
    return Math.min(newestMs.orElse(nowMs), nowMs) - staleAfterMs;
  }

  /** The word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a word; empty when it is none of the words. */
  public static Optional<GpuStatus> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
  }
}
