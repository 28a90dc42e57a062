package nexus.telemetry.csv.times;

import nexus.telemetry.csv.rows.LongSet;
import nexus.telemetry.csv.times.GivenTimes.Ahead;
import nexus.telemetry.csv.times.GivenTimes.Late;

/** What the rows behind the one that is read tell of it. */
final class RowsBehind {

  private final Ahead behind;
  private final Ranks known;

  /**
   * @param known those that came, in the order of a scrape
   */
  RowsBehind(Ahead behind, Ranks known) {
    this.behind = behind;
    this.known = known;
  }

  /**
   * What a new row begins: a block, where it, or one that is as new, comes again before a known one
   * does.
   *
   * @param group that it is of, where one of another tells nothing; else null
   */
  Late late(long row, Long group) {
    LongSet fresh = new LongSet();
    fresh.add(row);
    while (behind.next() && fresh.size() < GivenTimes.MAX_ROWS) {
      if (fresh.contains(behind.row())) {
        return Late.BLOCK;
      } else if (isOfOther(group)) {
        return Late.UNCLEAR;
      } else if (known.contains(behind.row())) {
        return Late.SCRAPE;
      }
      fresh.add(behind.row());
    }
    return Late.UNCLEAR;
  }

  /**
   * Whether a scrape that begins with a known row has as many as any before, in their order.
   *
   * @param group that all of them are of; null where they need not be of one
   * @param most how many one had before
   */
  boolean areWhole(long row, Long group, int most) {
    LongSet scrape = new LongSet();
    scrape.add(row);
    int last = known.of(row);
    while (scrape.size() < most && behind.next()) {
      int next = known.of(behind.row());
      boolean another = next != Ranks.NONE && next < last;
      if (isOfOther(group) || scrape.contains(behind.row()) || another) {
        return false;
      } else if (next != Ranks.NONE) {
        scrape.add(behind.row());
        last = next;
      }
    }
    return scrape.size() >= most;
  }

  private boolean isOfOther(Long group) {
    return group != null && behind.group() != group;
  }
}
