package nexus.telemetry.promql;

import java.time.Duration;

/**
 * What one query may take.
 *
 * @param series most series of one selector
 * @param points most points held, of all steps of all that is worked out on the way
 * @param time how long it may take
 */
public record Limits(int series, long points, Duration time) {

  /** Most characters of an expression. */
  public static final int MAX_LENGTH = 64 << 10;

  /** How deep expressions may be nested. */
  public static final int MAX_DEPTH = 200;

  /** Most steps of a range, and of a subquery. */
  public static final int MAX_STEPS = 11_000;

  /** How far a sample reaches, milliseconds. */
  public static final long LOOKBACK_MS = 300_000;

  /** What a query may take unless something else is said. */
  public static final Limits DEFAULT = new Limits(20_000, 25_000_000, Duration.ofSeconds(25));

  /** The same in this time, where that is less. */
  public Limits within(Duration shorter) {
    return shorter.compareTo(time) < 0 ? new Limits(series, points, shorter) : this;
  }
}
