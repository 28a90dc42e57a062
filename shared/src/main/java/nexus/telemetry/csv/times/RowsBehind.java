package nexus.telemetry.csv.times;

import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.csv.times.GivenTimes.Ahead;

/** What the rows behind the one that is read tell of it. */
final class RowsBehind {

  /** What the new rows are that follow each other. */
  enum Late {
    /** Rows of one scrape, or of two. */
    SCRAPE,
    BLOCK,
    UNCLEAR
  }

  private final Ahead behind;
  private final Scrape scrape;
  private TimelessRow row;

  RowsBehind(Ahead behind, Scrape scrape) {
    this.behind = behind;
    this.scrape = scrape;
  }

  /**
   * What a new row begins: a block, where it, or one that is as new, comes again before a known one
   * does.
   *
   * @param ofGroup whether a row of another group tells nothing
   */
  Late late(TimelessRow late, boolean ofGroup) {
    LongSet fresh = new LongSet();
    fresh.add(late.row());
    while (next() && fresh.size() < Scrape.MAX_ROWS) {
      if (fresh.contains(row.row())) {
        return Late.BLOCK;
      } else if (ofGroup && row.group() != late.group()) {
        return Late.UNCLEAR;
      } else if (scrape.isKnown(row)) {
        return Late.SCRAPE;
      }
      fresh.add(row.row());
    }
    return Late.UNCLEAR;
  }

  /** The row that told it. */
  TimelessRow row() {
    return row;
  }

  /**
   * Whether a scrape that begins with a known row has as many as any before, in their order.
   *
   * @param ofGroup whether all of them must be of its group
   * @param most how many one had before
   */
  boolean areWhole(TimelessRow first, boolean ofGroup, int most) {
    LongSet whole = new LongSet();
    whole.add(first.row());
    TimelessRow last = first;
    while (whole.size() < most && next()) {
      boolean known = scrape.isKnown(row);
      boolean outOfOrder = known && scrape.isBefore(row, last);
      boolean ofOther = ofGroup && row.group() != first.group();
      if (ofOther || outOfOrder || whole.contains(row.row())) {
        return false;
      } else if (known) {
        whole.add(row.row());
        last = row;
      }
    }
    return whole.size() >= most;
  }

  /** Goes to the next row of which one knows where it stands. */
  private boolean next() {
    do {
      row = behind.next();
    } while (row != null && scrape.isLeftOut(row));
    return row != null;
  }
}
