package nexus.telemetry.store;

import nexus.telemetry.json.Json;
import nexus.telemetry.model.Bounds;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;

/**
 * What the drain has stored so far, exactly: the value of a drain counter's key, written in the
 * transaction that makes it true.
 *
 * <pre>{"added":10,"overwritten":1,"unchanged":2,"newestMs":1752845053000}</pre>
 *
 * @param added samples that were new
 * @param overwritten samples that replaced another value
 * @param unchanged samples that were stored already
 * @param newestMs newest sample, epoch milliseconds; 0 when there is none
 */
public record DrainCounters(long added, long overwritten, long unchanged, long newestMs) {

  /** Nothing stored yet. */
  public static final DrainCounters ZERO = new DrainCounters(0, 0, 0, 0);

  private static final String[] FIELDS = {"added", "overwritten", "unchanged", "newestMs"};

  /**
   * @throws IllegalArgumentException when one is negative
   */
  public DrainCounters {
    if (added < 0 || overwritten < 0 || unchanged < 0 || newestMs < 0) {
      throw new IllegalArgumentException("a counter is negative");
    }
  }

  /** Both together: counts added up, the newer time. */
  public DrainCounters plus(DrainCounters other) {
    return new DrainCounters(
        Math.addExact(added, other.added),
        Math.addExact(overwritten, other.overwritten),
        Math.addExact(unchanged, other.unchanged),
        Math.max(newestMs, other.newestMs));
  }

  /**
   * These, where some of the samples were counted before: as new ones, which they are unless the
   * newest values of their host were damaged.
   *
   * @param counted how many of the samples
   */
  DrainCounters without(long counted) {
    long fewerAdded = Math.min(added, counted);
    long fewerOverwritten = Math.min(overwritten, counted - fewerAdded);
    long fewerUnchanged = Math.min(unchanged, counted - fewerAdded - fewerOverwritten);
    return new DrainCounters(
        added - fewerAdded, overwritten - fewerOverwritten, unchanged - fewerUnchanged, newestMs);
  }

  /** The stored form. */
  public byte[] encode() {
    return Json.writeIntegers(FIELDS, added, overwritten, unchanged, newestMs);
  }

  /**
   * The counters in a stored value.
   *
   * @throws UnreadableException when there are none, or one is out of bounds
   * @throws nexus.telemetry.model.NewerFormatException when they are of a newer version
   */
  public static DrainCounters decode(byte[] value) {
    long[] values = Json.readIntegers(StoredFormat.DRAIN_COUNTERS, value, FIELDS);
    try {
      Bounds.checkCounts(values[0], values[1], values[2]);
      Bounds.checkTimes(values[3]);
      return new DrainCounters(values[0], values[1], values[2], values[3]);
    } catch (IllegalArgumentException e) {
      throw UnreadableException.value(e.getMessage(), e);
    }
  }
}
