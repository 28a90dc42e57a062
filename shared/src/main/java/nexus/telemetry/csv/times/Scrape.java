package nexus.telemetry.csv.times;

import java.util.List;
import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.rows.TimelessRow;

/**
 * The rows of the time that is read, and in which order rows stand each time.
 *
 * <p>Where a row is new between the last one of a scrape and the first one of the next, it may be
 * of either. The {@link Layout} of the file tells, or nothing does:
 *
 * <pre>
 * GPUs   1 2   1 2    0   1 2      0 stands before 1: of the next one
 *        0 1   0 1    2   0 1      2 stands behind 1: of the one before
 *        a b   a b    c   a b      nobody knows
 * </pre>
 */
public final class Scrape {

  /** Most rows of one time, and most that are known. */
  public static final int MAX_ROWS = 1 << 20;

  /** Of which time a new row is. */
  public enum Place {
    THIS,
    NEXT,
    UNCLEAR
  }

  private final LongSet rows = new LongSet();

  /** All that came, as far as there is room, in the order of a scrape. */
  private final Ranks known = new Ranks();

  /** Known ones of which nobody knows where they stand. */
  private final LongSet leftOut = new LongSet();

  private final List<Layout> layouts = List.of(Layout.gpuByGpu(), Layout.metricByMetric());

  /** The row that each scrape begins with, and the one that was read last. */
  private TimelessRow first;

  private TimelessRow last;

  /** Rank of the last row of this time; −1 where there is none. */
  private int rank = -1;

  private int highestRank = -1;

  /** How many rows this time has. */
  public int size() {
    return rows.size();
  }

  /** How many rows are known. */
  int known() {
    return known.size();
  }

  /** Whether this time has the row. */
  public boolean contains(TimelessRow row) {
    return rows.contains(row.row());
  }

  public boolean isKnown(TimelessRow row) {
    return known.contains(row.row());
  }

  /** Whether a known row stands before the last one of this time, each time. */
  public boolean isOutOfOrder(TimelessRow row) {
    return rows.size() > 0 && isKnown(row) && isBefore(row, last);
  }

  /** Whether a known row stands before another one, each time. */
  boolean isBefore(TimelessRow row, TimelessRow other) {
    int order = order(row, other);
    return order == 0 ? known.of(row.row()) < known.of(other.row()) : order < 0;
  }

  /** Below 0 where a row stands before another one in every layout; 0 where these do not tell. */
  private int order(TimelessRow row, TimelessRow other) {
    int order = 0;
    for (Layout layout : layouts) {
      if (layout.isPossible()) {
        order = layout.order(row, other);
        if (order == 0) {
          return 0;
        }
      }
    }
    return order;
  }

  /** The next time begins. */
  public void begin() {
    rows.clear();
    rank = -1;
  }

  /**
   * Adds a row to this time.
   *
   * @param isFirst whether this is the first time, in which rows stand as they do each time: of
   *     later ones a new row stands beside the one before it
   * @return whether it was not known
   */
  public boolean add(TimelessRow row, boolean isFirst) {
    boolean fresh = !isKnown(row) && known.size() < MAX_ROWS;
    if (fresh && isFirst) {
      known.put(row.row(), ++highestRank);
      layouts.forEach(layout -> layout.see(row));
      first = first == null ? row : first;
    } else if (fresh) {
      known.put(row.row(), rank);
      layouts.forEach(layout -> layout.know(row));
      first = rows.size() == 0 ? row : first;
    }
    rank = isKnown(row) ? known.of(row.row()) : rank;
    rows.add(row.row());
    last = row;
    return fresh;
  }

  /** Nobody knows where a new row stands, now and whenever it comes again. */
  public void leaveOut(TimelessRow row) {
    known.put(row.row(), rank);
    leftOut.add(row.row());
  }

  public boolean isLeftOut(TimelessRow row) {
    return leftOut.contains(row.row());
  }

  /** Where a new row belongs, of which nobody knows what is behind it. */
  public Place place(TimelessRow row) {
    return standsBeforeLast(row) ? Place.NEXT : between(row, first);
  }

  /** Whether a new row stands before the last one of this time in every layout. */
  boolean standsBeforeLast(TimelessRow row) {
    return order(row, last) < 0;
  }

  /**
   * Where a new row belongs.
   *
   * @param next the next known one behind it
   */
  Place place(TimelessRow row, TimelessRow next) {
    boolean between = contains(next) || !isKnown(next) || isOutOfOrder(next);
    if (!between) {
      if (rows.size() > 0) {
        layouts.forEach(layout -> layout.see(last, row, next));
      }
      return Place.THIS;
    }
    return between(row, next);
  }

  private Place between(TimelessRow row, TimelessRow next) {
    boolean ends = layouts.stream().anyMatch(layout -> layout.mayEnd(row, last));
    boolean begins = layouts.stream().anyMatch(layout -> layout.mayBegin(row, next));
    if (ends == begins) {
      return Place.UNCLEAR;
    }
    return ends ? Place.THIS : Place.NEXT;
  }
}
