package nexus.telemetry.incidents;

import java.time.Duration;

/**
 * What is an incident, and how long it is kept.
 *
 * @param rules the rules
 * @param retentionMs how long before a GPU's newest incident others are kept, milliseconds
 */
public record IncidentPolicy(RuleBook rules, long retentionMs) {

  /** The project's own rules; a year. */
  public static final IncidentPolicy DEFAULT =
      new IncidentPolicy(RuleBook.builtIn(), Duration.ofDays(365).toMillis());

  /**
   * @throws IllegalArgumentException when the retention is not positive
   */
  public IncidentPolicy {
    if (retentionMs <= 0) {
      throw new IllegalArgumentException("retention must be positive, not " + retentionMs);
    }
  }
}
