package nexus.telemetry.csv.times;

import nexus.telemetry.csv.rows.RowRejected;

/** Why rows without times get none. */
final class Reasons {

  private Reasons() {}

  static RowRejected again(int place) {
    return new RowRejected(
        place,
        "the row has no time, and one like it has that of time= already: give interval=, how"
            + " far apart they were taken, such as interval=15s, or a time to each");
  }

  static RowRejected unclear(int place) {
    return new RowRejected(
        place,
        "the row has no time, and nothing tells whether it is of the time of time= or of which"
            + " later one: give a time to each row, or let the rows of one time stand together, the"
            + " same ones in the same order each time");
  }

  static RowRejected joined(int place) {
    return new RowRejected(
        place,
        "the row has no time, and stands below another header than the rows above, whose times"
            + " go on from time=: of a second capture nobody knows when it began: send each by"
            + " itself");
  }

  static RowRejected tooMany(int place) {
    return new RowRejected(place, "more than " + Scrape.MAX_ROWS + " rows have the time of time=");
  }
}
