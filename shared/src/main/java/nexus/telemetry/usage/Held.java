package nexus.telemetry.usage;

import nexus.telemetry.model.MetricColumn;

/**
 * A metric over time: a sample holds until the next one, {@link UsageMeter#HOLD_MS} at most. Asked
 * at times that ascend.
 */
final class Held {

  /** Of a metric without samples. */
  static final Held NOTHING = new Held(new MetricColumn("", new long[0], new double[0]));

  private final MetricColumn column;
  private int at = -1;

  Held(MetricColumn column) {
    this.column = column;
  }

  MetricColumn column() {
    return column;
  }

  /** Begins anew at any time. */
  void seek(long timeMs) {
    at = column.firstAtOrAfter(timeMs + 1) - 1;
  }

  /** Index of the newest sample at a time; −1 where there is none yet. */
  int at(long timeMs) {
    while (at + 1 < column.size() && column.time(at + 1) <= timeMs) {
      at++;
    }
    return at;
  }

  /** The value at a time; not a number where none is known. */
  double value(long timeMs) {
    int newest = at(timeMs);
    return newest < 0 || timeMs >= column.time(newest) + UsageMeter.HOLD_MS
        ? Double.NaN
        : column.value(newest);
  }
}
