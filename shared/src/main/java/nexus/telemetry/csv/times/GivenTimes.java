package nexus.telemetry.csv.times;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.rows.RowRejected;

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
 *
 * blocks   A 0     B 0     A 0               B 0               C 0     D 0     C 0   …
 * time     first   first   first + interval  first + interval  first   first   first + interval
 *
 * scrapes  A 0     B 0     A 0               B 0               C 0               A 0   …
 * time     first   first   first + interval  first + interval  first + interval  first + 2 intervals
 * </pre>
 *
 * <p>The first row that comes again tells how a file is ordered: where nothing but rows of its own
 * group stood since it came first, rows stand group by group, and each group begins at the first
 * time. A scrape whose last row is of the same GPU as its first one is no such group.
 *
 * <p>A row that comes late for the first time begins a block of its own, or is of the scrape that
 * is read. Which it is say the rows behind it: whether it, or one that is as new, comes again
 * before a known one does. Where neither comes, and the scrape is complete, it is rejected.
 *
 * <p>Memory is bounded: {@value #MAX_ROWS} rows of one time are told apart, and as many groups.
 */
public final class GivenTimes {

  /** Most rows that have one time, and most groups. */
  public static final int MAX_ROWS = 1 << 20;

  /** The rows behind the one that is read, as far as they are there. */
  public interface Ahead {

    /** Goes to the next row; false where none is known. */
    boolean next();

    long row();

    long group();
  }

  /** What the new rows are that follow each other. */
  private enum Late {
    SCRAPE,
    BLOCK,
    UNCLEAR
  }

  private final String interval;

  /** Those of the time that is read. */
  private final LongSet rows = new LongSet();

  /** Those that stand together at the end, of one group; until a row comes again. */
  private LongSet together = new LongSet();

  /** All that came, as far as there is room. */
  private final LongSet known = new LongSet();

  /** Those of the block that is read. */
  private LongSet block = new LongSet();

  /** Those of blocks that ended, and those of which nobody knows when they begin. */
  private final LongSet ended = new LongSet();

  /** Of each group the last time, where rows stand group by group. */
  private final Map<Long, Long> groups = new HashMap<>();

  /** What the new rows before this one are; null where a known one stood. */
  private Late late;

  private boolean begun;
  private boolean repeated;
  private boolean grouped;
  private long firstMs;
  private long lastGroup;
  private long ms;

  /** How many rows the time before had. */
  private int before;

  /**
   * @param interval how far apart they are; null where it is not given
   */
  public GivenTimes(String interval) {
    this.interval = interval;
  }

  /** Whether the first such row was met. */
  public boolean isBegun() {
    return begun;
  }

  /** Whether all such rows have the time of the first, which was met. */
  public boolean isOneTime() {
    return begun && interval == null;
  }

  /** Time of the first such row. */
  public long firstMs() {
    return firstMs;
  }

  /** The first such row has this time. */
  public void begin(long first) {
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
   * @param ahead finds the rows behind it; null where they cannot be looked at
   * @throws RowRejected when it comes again, and no interval is given; when too many have one time;
   *     or when nobody knows its time
   */
  public long of(long row, long group, int place, Supplier<Ahead> ahead) throws RowRejected {
    boolean another = group != lastGroup;
    if (grouped && another) {
      beginGroup(group, place);
    }
    if (!repeated && another && together.size() > 0) {
      together = new LongSet();
    }
    lastGroup = group;
    if (ended.contains(row)) {
      throw unclear(place);
    } else if (rows.contains(row)) {
      repeat(row, place);
    } else if (rows.size() == MAX_ROWS) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " rows have the time of time=");
    } else if (isLate(row)) {
      beginLate(row, group, place, ahead);
    } else {
      late = ms > firstMs ? null : late;
    }
    rows.add(row);
    if (known.size() < MAX_ROWS) {
      known.add(row);
      block.add(row);
    }
    if (!repeated) {
      together.add(row);
    }
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
    before = rows.size();
    rows.clear();
    late = null;
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
    before = 0;
    late = null;
    block = new LongSet();
  }

  /** Whether the row is new, and others went on already. */
  private boolean isLate(long row) {
    return ms > firstMs && known.size() < MAX_ROWS && !known.contains(row);
  }

  private void beginLate(long row, long group, int place, Supplier<Ahead> ahead)
      throws RowRejected {
    if (late == null) {
      late = ahead == null ? Late.SCRAPE : look(row, group, ahead.get());
    }
    if (late == Late.BLOCK) {
      block.each(ended::add);
      block = new LongSet();
      rows.clear();
      ms = firstMs;
      late = null;
    } else if (late == Late.UNCLEAR && rows.size() >= before) {
      ended.add(row);
      throw unclear(place);
    }
  }

  private Late look(long row, long group, Ahead ahead) {
    LongSet fresh = new LongSet();
    fresh.add(row);
    while (ahead.next() && fresh.size() < MAX_ROWS) {
      if (fresh.contains(ahead.row())) {
        return Late.BLOCK;
      } else if (grouped && ahead.group() != group) {
        return Late.UNCLEAR;
      } else if (known.contains(ahead.row())) {
        return Late.SCRAPE;
      }
      fresh.add(ahead.row());
    }
    return Late.UNCLEAR;
  }

  private static RowRejected unclear(int place) {
    return new RowRejected(
        place,
        "the row has no time, and nothing tells whether it is of the time of time= or of a later"
            + " one: give a time to each row, or let the rows of one time stand together, the same"
            + " ones each time");
  }
}
