package nexus.telemetry.incidents;

import nexus.telemetry.model.MetricColumn;

/** How some counters rise within a span. A value below the one before is one that began anew. */
final class Rise {

  private MetricColumn firstOf;
  private MetricColumn lastOf;
  private long fromMs = Long.MAX_VALUE;
  private long toMs = Long.MIN_VALUE;
  private long count;
  private double by;

  private Rise() {}

  /**
   * The rise of one more counter.
   *
   * @param before that of others; null where these did not rise
   * @return null where none rises
   */
  static Rise of(MetricColumn counter, Rise before) {
    Rise rise = before;
    for (int i = 1; i < counter.size(); i++) {
      if (counter.value(i) > counter.value(i - 1)) {
        rise = rise == null ? new Rise() : rise;
        rise.add(counter, i);
      }
    }
    return rise;
  }

  private void add(MetricColumn counter, int i) {
    count++;
    by += counter.value(i) - counter.value(i - 1);
    if (counter.time(i) < fromMs) {
      fromMs = counter.time(i);
      firstOf = counter;
    }
    if (counter.time(i) > toMs) {
      toMs = counter.time(i);
      lastOf = counter;
    }
  }

  /** The counter that rose first. */
  MetricColumn firstOf() {
    return firstOf;
  }

  /** The counter that rose last. */
  MetricColumn lastOf() {
    return lastOf;
  }

  /** First sample above the one before, epoch milliseconds. */
  long fromMs() {
    return fromMs;
  }

  /** Last sample above the one before, epoch milliseconds. */
  long toMs() {
    return toMs;
  }

  /** How many samples were above the one before. */
  long count() {
    return count;
  }

  /** By how much, all together. */
  double by() {
    return by;
  }
}
