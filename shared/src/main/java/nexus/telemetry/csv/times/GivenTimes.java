package nexus.telemetry.csv.times;

import java.util.function.Supplier;
import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.csv.times.RowsBehind.Late;

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
 * scrapes  A 0     B 0     A 0               C 0               B 0               A 0   …
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
 * own, or is of a scrape. Which it is say the rows behind it: whether it, or one that is as new,
 * comes again before a known one does. Where neither comes, and the scrape is complete, it is
 * rejected, and so are those as new behind it until one of them or a known one comes. One between
 * two scrapes is of the one that {@link Scrape} finds, or rejected each time.
 *
 * <p>The rows of a scrape stand in the same order each time. One that stands out of it begins the
 * next scrape, where that is a whole one; else nobody knows whether a row was left out or the order
 * is another, nor how many scrapes begin behind it: it is rejected, and so are all behind it, or
 * those of its group.
 *
 * <p>Memory is bounded: {@value Scrape#MAX_ROWS} rows of one time are told apart, and as many
 * groups.
 */
public final class GivenTimes {

  /** The rows behind the one that is read, as far as they are there. */
  public interface Ahead {

    /** The next row; null where none is known. */
    TimelessRow next();
  }

  private final String interval;

  /** The rows of the time that is read. */
  private final Scrape scrape = new Scrape();

  /** Those that stand together at the end, of one group; until a row comes again. */
  private LongSet together = new LongSet();

  /** Those of the block that is read. */
  private LongSet block = new LongSet();

  /** Those of blocks that ended: nobody knows any more when they are. */
  private final LongSet ended = new LongSet();

  private final LateRows late = new LateRows(scrape);
  private final Groups groups = new Groups();

  private boolean begun;
  private boolean repeated;
  private boolean grouped;
  private long firstMs;
  private long lastGroup;
  private long ms;

  /** Whether another capture stands above. */
  private boolean joined;

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

  /** The rows from here on are of another capture: where times go on, nobody knows theirs. */
  public void anotherCapture() {
    joined = begun && interval != null;
  }

  /**
   * The time of the next such row.
   *
   * @param place of the column of times
   * @param ahead finds the rows behind it
   * @throws RowRejected when it comes again, and no interval is given; when too many have one time;
   *     or when nobody knows its time
   */
  public long of(TimelessRow row, int place, Supplier<Ahead> ahead) throws RowRejected {
    if (joined) {
      throw Reasons.joined(place);
    } else if (lost || lostGroups.contains(row.group()) || isEnded(row)) {
      throw Reasons.unclear(place);
    }
    settle(row);
    if (grouped && row.group() != lastGroup) {
      enter(row, place, ahead);
    } else if (!repeated && (row.group() != lastGroup || scrape.known() == 0)) {
      together = new LongSet();
      meet(row.group(), place);
    }
    lastGroup = row.group();
    if (scrape.contains(row)) {
      repeat(row, place);
    } else if (scrape.size() == Scrape.MAX_ROWS) {
      throw Reasons.tooMany(place);
    } else if (ms > firstMs && isNew(row)) {
      beginLate(row, place, ahead);
    } else if (scrape.isOutOfOrder(row)) {
      beginScrape(row, place, ahead);
    } else if (ms > firstMs) {
      late.end();
    }
    add(row);
    return ms;
  }

  private boolean isEnded(TimelessRow row) {
    return ended.contains(row.row()) || scrape.isLeftOut(row);
  }

  private void add(TimelessRow row) {
    if (scrape.add(row, ms == firstMs)) {
      block.add(row.row());
    }
    if (!repeated) {
      together.add(row.row());
    }
  }

  private boolean isNew(TimelessRow row) {
    return scrape.known() + late.waiting() < Scrape.MAX_ROWS && !scrape.isKnown(row);
  }

  /** A row of this time comes again. */
  private void repeat(TimelessRow row, int place) throws RowRejected {
    if (interval == null) {
      throw Reasons.again(place);
    }
    if (!repeated) {
      repeated = true;
      grouped = together.contains(row.row());
      together = new LongSet();
    }
    next();
    late.end();
  }

  /** The next time begins. */
  private void next() {
    before = scrape.size();
    most = Math.max(most, before);
    beginTime(ms + Interval.milliseconds(interval));
  }

  private void beginTime(long timeMs) {
    ms = timeMs;
    scrape.begin();
  }

  /** A row of another group than the one before it, where rows stand group by group. */
  private void enter(TimelessRow row, int place, Supplier<Ahead> ahead) throws RowRejected {
    Long last = groups.last(row.group());
    boolean once = last != null && last == firstMs;
    if (once && groups.isOneLeft()) {
      ended.add(row.row()); // It is of a group of one row, or of a scrape before groups began.
      throw Reasons.unclear(place);
    } else if (once) {
      grouped = false;
      return;
    } else if (last != null) {
      leave();
      beginTime(last + Interval.milliseconds(interval));
      return;
    }
    late.end();
    Late found = isNew(row) ? late.find(row, ahead, false) : Late.BLOCK;
    if (found == Late.UNCLEAR) {
      await(row, true);
      throw Reasons.unclear(place);
    } else if (found == Late.SCRAPE) {
      grouped = false;
      return;
    }
    meet(row.group(), place);
    leave();
    beginBlock();
  }

  private void meet(long group, int place) throws RowRejected {
    if (interval != null) {
      groups.meet(group, firstMs, place);
    }
  }

  private void leave() {
    groups.leave(lastGroup, ms);
    block = new LongSet();
    late.end();
  }

  /** A block begins, or a group, with those that wait. */
  private void beginBlock() {
    before = 0;
    most = 0;
    beginTime(firstMs);
    late.end();
    late.take().forEach(this::add);
  }

  /** A new row, where others went on already. */
  private void beginLate(TimelessRow row, int place, Supplier<Ahead> ahead) throws RowRejected {
    Late found = late.find(row, ahead, grouped);
    if (found == Late.BLOCK) {
      block.each(ended::add);
      block = new LongSet();
      beginBlock();
      if (scrape.contains(row)) {
        repeat(row, place);
      }
    } else if (found == Late.SCRAPE) {
      if (isEnded(late.behind()) || !isPut(row, late.place(row))) {
        throw Reasons.unclear(place);
      }
    } else if (scrape.size() >= before) {
      await(row, false);
      throw Reasons.unclear(place);
    } else if (scrape.standsBeforeLast(row)) {
      next();
      late.end();
    }
  }

  /** Goes on to the time that a new row has; false where nobody knows which that is. */
  private boolean isPut(TimelessRow row, Scrape.Place where) {
    if (where == Scrape.Place.UNCLEAR) {
      scrape.leaveOut(row);
    } else if (where == Scrape.Place.NEXT) {
      next();
    }
    return where != Scrape.Place.UNCLEAR;
  }

  private void await(TimelessRow row, boolean apart) {
    if (!late.await(row, apart)) {
      scrape.leaveOut(row);
    }
  }

  /** Says of those that wait what they are, where the row tells. */
  private void settle(TimelessRow row) {
    if (late.waiting() == 0) {
      return;
    } else if (grouped && !late.areApart() && row.group() != lastGroup) {
      late.take().forEach(scrape::leaveOut);
    } else if (!isNew(row)) {
      grouped = grouped && !late.areApart();
      for (TimelessRow one : late.take()) {
        if (isPut(one, late.place(one, row))) {
          add(one);
        }
      }
    }
  }

  /** A row that stood before others of its scrape each time, and stands behind them. */
  private void beginScrape(TimelessRow row, int place, Supplier<Ahead> ahead) throws RowRejected {
    if (!new RowsBehind(ahead.get(), scrape).areWhole(row, grouped, most)) {
      lost = !grouped;
      if (grouped) {
        lostGroups.add(row.group());
      }
      throw Reasons.unclear(place);
    }
    next();
    late.end();
  }
}
