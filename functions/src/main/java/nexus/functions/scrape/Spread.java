package nexus.functions.scrape;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import nexus.telemetry.model.Sha256;

/**
 * Spreads targets over the interval: each is due once an interval, at an offset that its name
 * always has.
 *
 * @param intervalMs milliseconds between two scrapes of one
 */
record Spread(long intervalMs) {

  static Spread over(Duration interval) {
    return new Spread(interval.toMillis());
  }

  /** How far into every interval a target is due, milliseconds. */
  long offsetMs(String name) {
    byte[] hash = Sha256.digest().digest(name.getBytes(StandardCharsets.UTF_8));
    return Math.floorMod(ByteBuffer.wrap(hash).getLong(), intervalMs);
  }

  /**
   * The number of the scrape that is due from a time on: it changes when the next one is.
   *
   * @param timeMs epoch milliseconds
   */
  long turn(long offsetMs, long timeMs) {
    return Math.floorDiv(timeMs - offsetMs, intervalMs);
  }
}
