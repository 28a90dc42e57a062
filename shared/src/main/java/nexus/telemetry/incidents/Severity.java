package nexus.telemetry.incidents;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How bad an incident is, ascending. */
public enum Severity {
  /** Worth knowing; the GPU works. */
  INFO,
  /** The GPU works, but not as it should, or not for long. */
  WARNING,
  /** Work on this GPU is lost or wrong, or will be. */
  CRITICAL;

  /** The severity of a word. */
  public static Optional<Severity> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** Its name in tables and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
