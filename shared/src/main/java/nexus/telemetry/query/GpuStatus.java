package nexus.telemetry.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/** What a GPU is, in a word. */
public enum GpuStatus {
  /** Its newest utilization is {@value WholeGpu#IDLE_BELOW} % or more, or not known. */
  ACTIVE,
  /** Its newest utilization is less. */
  IDLE,
  /** Its newest sample is older than the configured age, whatever it says. */
  STALE;

  /** The word. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws InvalidInputException naming {@code status} when it is none of the words
   */
  static GpuStatus parse(String word) {
    return Arrays.stream(values())
        .filter(status -> status.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "status",
                    "status must be one of "
                        + Arrays.stream(values())
                            .map(GpuStatus::word)
                            .collect(Collectors.joining(", "))));
  }
}
