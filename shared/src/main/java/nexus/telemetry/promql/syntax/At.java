package nexus.telemetry.promql.syntax;

/**
 * At which time a selector looks, whatever the step's time is.
 *
 * @param kind which time
 * @param ms epoch milliseconds, of {@link Kind#TIME}
 */
public record At(Kind kind, long ms) {

  /** Which time is meant. */
  public enum Kind {
    /** The step's. */
    STEP,
    /** The one that is said. */
    TIME,
    /** The query's first. */
    START,
    /** The query's last. */
    END
  }

  /** At the step's time. */
  public static final At STEP = new At(Kind.STEP, 0);

  /** Whether nothing is said. */
  public boolean isStep() {
    return kind == Kind.STEP;
  }

  /**
   * The time.
   *
   * @param stepMs the step's
   * @param startMs the query's first
   * @param endMs the query's last
   */
  public long of(long stepMs, long startMs, long endMs) {
    return switch (kind) {
      case STEP -> stepMs;
      case TIME -> ms;
      case START -> startMs;
      case END -> endMs;
    };
  }
}
