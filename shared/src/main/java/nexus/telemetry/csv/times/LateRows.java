package nexus.telemetry.csv.times;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.csv.times.GivenTimes.Ahead;
import nexus.telemetry.csv.times.RowsBehind.Late;

/** New rows that follow each other, where others went on already: what they begin. */
final class LateRows {

  /** Most rows that wait until it is clear what they begin. */
  private static final int MOST_WAITING = 1 << 12;

  private final Scrape scrape;

  /** Those that were rejected, as that is not clear yet. */
  private final Map<Long, TimelessRow> waiting = new LinkedHashMap<>();

  /** Whether one of these is of another group than the known row before them. */
  private boolean apart;

  /** What those are that are read; null where a known one stood. */
  private Late late;

  /** The known row behind them, where they are of scrapes. */
  private TimelessRow behind;

  /** Whether nobody knows of which scrape one of them is, nor then those behind it. */
  private boolean unclear;

  LateRows(Scrape scrape) {
    this.scrape = scrape;
  }

  /** A row is known, and those behind it begin anew. */
  void end() {
    late = null;
    unclear = false;
  }

  /**
   * What a new row begins.
   *
   * @param ofGroup whether a row of another group tells nothing
   */
  Late find(TimelessRow row, Supplier<Ahead> ahead, boolean ofGroup) {
    if (late == null || waits(row)) {
      late = found(row, ahead, ofGroup);
    }
    return late;
  }

  private Late found(TimelessRow row, Supplier<Ahead> ahead, boolean ofGroup) {
    if (!waiting.isEmpty()) {
      return waits(row) ? Late.BLOCK : Late.UNCLEAR;
    }
    RowsBehind rows = new RowsBehind(ahead.get(), scrape);
    Late found = rows.late(row, ofGroup);
    behind = rows.row();
    return found;
  }

  /** Of which scrape a new row is, where they are of scrapes. */
  Scrape.Place place(TimelessRow row) {
    return place(row, behind);
  }

  /** The same of one that waited, a known row being behind. */
  Scrape.Place place(TimelessRow row, TimelessRow known) {
    Scrape.Place found = unclear ? Scrape.Place.UNCLEAR : scrape.place(row, known);
    unclear = found == Scrape.Place.UNCLEAR;
    return found;
  }

  /** The known row behind them, where they are of scrapes. */
  TimelessRow behind() {
    return behind;
  }

  /**
   * A row waits; false where too many do.
   *
   * @param ofOther whether it is of another group than the known row before it
   */
  boolean await(TimelessRow row, boolean ofOther) {
    apart = ofOther || (apart && !waiting.isEmpty());
    if (waiting.size() == MOST_WAITING && !waits(row)) {
      return false;
    }
    waiting.put(row.row(), row);
    return true;
  }

  private boolean waits(TimelessRow row) {
    return waiting.containsKey(row.row());
  }

  /** How many wait. */
  int waiting() {
    return waiting.size();
  }

  /** Whether one of those that wait is of another group than the known row before them. */
  boolean areApart() {
    return apart;
  }

  /** Those that wait, in their order; none waits any more. */
  List<TimelessRow> take() {
    List<TimelessRow> taken = List.copyOf(waiting.values());
    waiting.clear();
    return taken;
  }
}
