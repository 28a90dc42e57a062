package nexus.telemetry.csv.times;

import java.util.HashMap;
import java.util.List;
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
 *
 * one left A 0     B 0     B 0               A 0               B 0
 * time     first   first   first + interval  first + 2 intervals
 * </pre>
 *
 * <p>The first row that comes again tells how a file is ordered: where nothing but rows of its own
 * group stood since it came first, rows stand group by group, and each group begins at the first
 * time. A scrape whose last row is of the same GPU as its first one is no such group.
 *
 * <p>A row that comes late for the first time, of whichever group, begins a block or a group of its
 * own, or is of the scrape that is read. Which it is say the rows behind it: whether it, or one
 * that is as new, comes again before a known one does. Where neither comes, and the scrape is
 * complete, it is rejected, and so are those as new behind it until one of them or a known one
 * comes.
 *
 * <p>The rows of a scrape stand in the same order each time. One that stands out of it begins the
 * next scrape, where that is a whole one; else nobody knows whether a row was left out or the order
 * is another, nor how many scrapes begin behind it: it is rejected, and so are all behind it, or
 * those of its group.
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
  enum Late {
    SCRAPE,
    BLOCK,
    UNCLEAR
  }

  private final String interval;

  /** Those of the time that is read. */
  private final LongSet rows = new LongSet();

  /** Those that stand together at the end, of one group; until a row comes again. */
  private LongSet together = new LongSet();

  /** All that came, as far as there is room, in the order of a scrape. */
  private final Ranks known = new Ranks();

  /** Those of the block that is read. */
  private LongSet block = new LongSet();

  /** Those of blocks that ended, and those of which nobody knows any more when they are. */
  private final LongSet ended = new LongSet();

  /** New ones that were rejected, as it is not clear yet what they begin. */
  private LongSet waiting = new LongSet();

  /** Whether those are of another group than the known row before them. */
  private boolean waitingApart;

  /** Of each group the last time, as far as rows stand group by group. */
  private final Map<Long, Long> groups = new HashMap<>();

  /** What the new rows before this one are; null where a known one stood. */
  private Late late;

  private boolean begun;
  private boolean repeated;
  private boolean grouped;

  /** Whether a group ended. */
  private boolean left;

  private long firstMs;
  private long lastGroup;
  private long ms;

  /** Rank of the known row before this one, of the same time; −1 where there is none. */
  private int rank = -1;

  private int highestRank = -1;

  /** Whether a row was out of order, and nobody knows which time is read. */
  private boolean lost;

  /** Groups of which nobody knows that. */
  private final LongSet lostGroups = new LongSet();

  /** How many rows the time before had, and how many one had at most. */
  private int before;

  private int most;

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
   * @param ahead finds the rows behind it
   * @throws RowRejected when it comes again, and no interval is given; when too many have one time;
   *     or when nobody knows its time
   */
  public long of(long row, long group, int place, Supplier<Ahead> ahead) throws RowRejected {
    if (lost || lostGroups.contains(group) || ended.contains(row)) {
      throw unclear(place);
    }
    settle(row, group);
    if (grouped && group != lastGroup) {
      enter(row, group, place, ahead);
    } else if (!repeated && (group != lastGroup || known.size() == 0)) {
      together = new LongSet();
      meet(group, place);
    }
    lastGroup = group;
    if (rows.contains(row)) {
      next(row, place);
    } else if (rows.size() == MAX_ROWS) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " rows have the time of time=");
    } else if (ms > firstMs && isNew(row)) {
      beginLate(row, group, place, ahead);
    } else if (known.contains(row) && known.of(row) < rank) {
      beginScrape(row, group, place, ahead);
    } else {
      late = ms > firstMs ? null : late;
    }
    add(row);
    return ms;
  }

  /** Notes a row of the time that is read. One that came late stands behind the one before it. */
  private void add(long row) {
    rows.add(row);
    if (known.contains(row)) {
      rank = known.of(row);
    } else if (known.size() < MAX_ROWS) {
      rank = ms > firstMs ? rank : ++highestRank;
      known.put(row, rank);
      block.add(row);
    }
    if (!repeated) {
      together.add(row);
    }
  }

  private boolean isNew(long row) {
    return known.size() + waiting.size() < MAX_ROWS && !known.contains(row);
  }

  /** The row is of the next time. */
  private void next(long row, int place) throws RowRejected {
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
    most = Math.max(most, before);
    beginTime(ms + Interval.milliseconds(interval));
  }

  private void beginTime(long timeMs) {
    ms = timeMs;
    rows.clear();
    rank = -1;
    late = null;
  }

  /** A row of another group than the one before it, where rows stand group by group. */
  private void enter(long row, long group, int place, Supplier<Ahead> ahead) throws RowRejected {
    Long last = groups.get(group);
    boolean once = last != null && last == firstMs;
    if (once && left) {
      ended.add(row); // It is of a group of one row, or of a scrape before groups began.
      throw unclear(place);
    } else if (once) {
      grouped = false;
      return;
    } else if (last != null) {
      leave();
      beginTime(last + Interval.milliseconds(interval));
      return;
    }
    Late found = isNew(row) ? found(row, group, ahead, false) : Late.BLOCK;
    if (found == Late.UNCLEAR) {
      waitingApart = true;
      waiting.add(row);
      throw unclear(place);
    } else if (found == Late.SCRAPE) {
      grouped = false;
      late = found;
      return;
    }
    meet(group, place);
    leave();
    beginTime(firstMs);
    join();
  }

  private void leave() {
    left = true;
    groups.put(lastGroup, ms);
    block = new LongSet();
    before = 0;
    most = 0;
  }

  private void meet(long group, int place) throws RowRejected {
    if (interval == null) {
      return;
    } else if (groups.size() == MAX_ROWS && !groups.containsKey(group)) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " groups of rows have no time");
    }
    groups.put(group, firstMs);
  }

  /** A new row, where others went on already. */
  private void beginLate(long row, long group, int place, Supplier<Ahead> ahead)
      throws RowRejected {
    if (late == null || waiting.contains(row)) {
      late = found(row, group, ahead, grouped);
    }
    if (late == Late.BLOCK) {
      block.each(ended::add);
      block = new LongSet();
      before = 0;
      most = 0;
      beginTime(firstMs);
      join();
      if (rows.contains(row)) {
        next(row, place);
      }
    } else if (late == Late.UNCLEAR && rows.size() >= before) {
      waitingApart = false;
      waiting.add(row);
      throw unclear(place);
    }
  }

  /** Says of those that wait what they are, where the row tells. */
  private void settle(long row, long group) {
    if (waiting.size() == 0) {
      return;
    } else if (grouped && !waitingApart && group != lastGroup) {
      takeWaiting(ended);
    } else if (!isNew(row)) {
      grouped = grouped && !waitingApart;
      join();
    }
  }

  /** Those that wait are of the time that is read; nobody knows in which order. */
  private void join() {
    rank = ms > firstMs ? rank : ++highestRank;
    takeWaiting(rows, block);
  }

  private void takeWaiting(LongSet... to) {
    waiting.each(
        row -> {
          known.put(row, rank);
          List.of(to).forEach(set -> set.add(row));
        });
    waiting = new LongSet();
  }

  private Late found(long row, long group, Supplier<Ahead> ahead, boolean ofGroup) {
    if (waiting.size() > 0) {
      return waiting.contains(row) ? Late.BLOCK : Late.UNCLEAR;
    }
    return new RowsBehind(ahead.get(), known).late(row, ofGroup ? group : null);
  }

  /** A row that stood before others of its scrape each time, and stands behind them. */
  private void beginScrape(long row, long group, int place, Supplier<Ahead> ahead)
      throws RowRejected {
    if (!new RowsBehind(ahead.get(), known).areWhole(row, grouped ? group : null, most)) {
      lost = !grouped;
      if (grouped) {
        lostGroups.add(group);
      }
      throw unclear(place);
    }
    next(row, place);
  }

  private static RowRejected unclear(int place) {
    return new RowRejected(
        place,
        "the row has no time, and nothing tells whether it is of the time of time= or of which"
            + " later one: give a time to each row, or let the rows of one time stand together, the"
            + " same ones in the same order each time");
  }
}
