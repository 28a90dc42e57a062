package nexus.functions.http;

/**
 * Judges how fast a peer sends or reads, by the time that is spent waiting for it alone.
 *
 * <p>Too slow is who was waited for longer than the grace, and moved fewer bytes in that time than
 * the least rate asks for. Whoever makes others wait pays for it only with its own time.
 */
final class Pace {

  private static final double SECOND = 1e9;

  private final long graceNanos;
  private final long leastBytesPerSecond;
  private long waitedNanos;
  private long movedBytes;

  Pace(long graceNanos, long leastBytesPerSecond) {
    this.graceNanos = graceNanos;
    this.leastBytesPerSecond = leastBytesPerSecond;
  }

  /** The peer was waited for. */
  void waited(long nanos) {
    waitedNanos += nanos;
  }

  /** The peer sent or read. */
  void moved(long bytes) {
    movedBytes += bytes;
  }

  boolean isTooSlow() {
    return waitedNanos > graceNanos && movedBytes < waitedNanos / SECOND * leastBytesPerSecond;
  }
}
