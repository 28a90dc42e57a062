package nexus.telemetry.promql.eval;

/**
 * The times at which an expression is worked out.
 *
 * @param startMs the first, epoch milliseconds
 * @param stepMs how far they are apart
 * @param count how many there are
 */
public record Steps(long startMs, long stepMs, int count) {

  /** One time. */
  public static Steps at(long timeMs) {
    return new Steps(timeMs, 1, 1);
  }

  /** From a time to another that may be the last. */
  public static Steps between(long startMs, long endMs, long stepMs) {
    return new Steps(startMs, stepMs, Math.toIntExact((endMs - startMs) / stepMs + 1));
  }

  /** Time {@code i}. */
  public long time(int i) {
    return startMs + i * stepMs;
  }

  /** The last time. */
  public long endMs() {
    return time(count - 1);
  }
}
