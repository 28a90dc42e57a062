package nexus.telemetry.query.series;

/**
 * Times of which an answer may lack samples, because what was stored of them cannot be read.
 *
 * @param fromMs start, inclusive, epoch milliseconds
 * @param toMs end, exclusive
 * @param reason why it cannot be read
 * @param key the dead letter that keeps its bytes; empty where there is none yet, as a request sets
 *     aside only so many
 */
public record Missing(long fromMs, long toMs, String reason, String key) {

  /** Whether some of these times lie in {@code [from, to)}. */
  boolean overlaps(long from, long to) {
    return fromMs < to && toMs > from;
  }

  /** The part of these times that lies in {@code [from, to)}. */
  Missing within(long from, long to) {
    return new Missing(Math.max(fromMs, from), Math.min(toMs, to), reason, key);
  }
}
