package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.Map;

/**
 * Times of rows that have none, of one file: the one that was given, and an interval later each
 * time a row comes again. Two rows are the same that say the same in all but values.
 *
 * <pre>
 * scrapes  GPU 0   GPU 1   GPU 0             GPU 1
 * time     first   first   first + interval  first + interval
 *
 * groups   GPU 0   GPU 0             GPU 1   GPU 1
 * time     first   first + interval  first   first + interval
 *                  without one: rejected, as its value would replace the first one's
 * </pre>
 *
 * <p>The first row that comes again tells how a file is ordered: where nothing but rows of its own
 * group stood since it came first, rows stand group by group, and each group begins at the first
 * time. A scrape whose last row is of the same GPU as its first one is no such group.
 *
 * <p>Memory is bounded: {@value #MAX_ROWS} rows of one time are told apart, and as many groups.
 */
final class GivenTimes {

  /** Most rows that have one time, and most groups. */
  static final int MAX_ROWS = 1 << 20;

  private final String interval;
  private final LongSet rows = new LongSet();

  /** Those that stand together at the end, of one group; until a row comes again. */
  private LongSet together = new LongSet();

  /** Of each group the last time, where rows stand group by group. */
  private final Map<Long, Long> groups = new HashMap<>();

  private boolean begun;
  private boolean repeated;
  private boolean grouped;
  private long firstMs;
  private long lastGroup;
  private long ms;

  GivenTimes(Given given) {
    interval = given.interval();
  }

  /** Whether the first such row was met. */
  boolean isBegun() {
    return begun;
  }

  /** Whether all such rows have the time of the first, which was met. */
  boolean isOneTime() {
    return begun && interval == null;
  }

  /** Time of the first such row. */
  long firstMs() {
    return firstMs;
  }

  /** The first such row has this time. */
  void begin(long first) {
    firstMs = first;
    ms = first;
    begun = true;
  }

  /**
   * The time of the next such row.
   *
   * @param row stands for all that the row says but its values
   * @param group stands for what it is of: rows may stand one group after the other
   * @param place of the column of times
   * @throws RowRejected when it comes again, and no interval is given; or when too many have one
   *     time
   */
  long of(long row, long group, int place) throws RowRejected {
    boolean another = group != lastGroup;
    if (grouped && another) {
      beginGroup(group, place);
    }
    if (!repeated && another && together.size() > 0) {
      together = new LongSet();
    }
    if (rows.contains(row)) {
      repeat(row, place);
    } else if (rows.size() == MAX_ROWS) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " rows have the time of time=");
    }
    rows.add(row);
    if (!repeated) {
      together.add(row);
    }
    lastGroup = group;
    return ms;
  }

  private void repeat(long row, int place) throws RowRejected {
    if (interval == null) {
      throw new RowRejected(
          place,
          "the row has no time, and one like it has that of time= already: give interval=, how"
              + " far apart they were taken, such as interval=15s, or a time to each");
    }
    if (!repeated) {
      repeated = true;
      grouped = together.contains(row);
      together = new LongSet();
    }
    rows.clear();
    ms += Interval.milliseconds(interval);
  }

  /** A group that was met before goes on behind its last time. */
  private void beginGroup(long group, int place) throws RowRejected {
    groups.put(lastGroup, ms);
    Long last = groups.get(group);
    if (last == null && groups.size() > MAX_ROWS) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " groups of rows have no time");
    }
    ms = last == null ? firstMs : last + Interval.milliseconds(interval);
    rows.clear();
  }
}
