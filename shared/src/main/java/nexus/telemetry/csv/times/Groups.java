package nexus.telemetry.csv.times;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.csv.rows.RowRejected;

/** Of each group the last time, where rows stand group by group. */
final class Groups {

  private final Map<Long, Long> times = new HashMap<>();
  private boolean left;

  /** The last time of a group; null where it was not met. */
  Long last(long group) {
    return times.get(group);
  }

  /** Whether a group ended. */
  boolean isOneLeft() {
    return left;
  }

  /**
   * A group begins.
   *
   * @param place of the column of times
   * @throws RowRejected when there are too many
   */
  void meet(long group, long firstMs, int place) throws RowRejected {
    if (times.size() == Scrape.MAX_ROWS && !times.containsKey(group)) {
      throw new RowRejected(place, "more than " + Scrape.MAX_ROWS + " groups of rows have no time");
    }
    times.put(group, firstMs);
  }

  /** A group ends, or another stands between. */
  void leave(long group, long lastMs) {
    left = true;
    times.put(group, lastMs);
  }
}
