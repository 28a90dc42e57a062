package nexus.telemetry.csv;

/**
 * Times of rows that have none, of one file: the one that was given, and an interval later each
 * time a row comes again. Two rows are the same that say the same in all but values.
 *
 * <pre>
 * row      GPU 0   GPU 1   GPU 0             GPU 1
 * time     first   first   first + interval  first + interval
 *                          without one: rejected, as its value would replace the first one's
 * </pre>
 *
 * <p>Memory is bounded: {@value #MAX_ROWS} rows of one time are told apart.
 */
final class GivenTimes {

  /** Most rows that have one time. */
  static final int MAX_ROWS = 1 << 20;

  private final String interval;
  private final LongSet rows = new LongSet();
  private boolean begun;
  private long ms;

  GivenTimes(Given given) {
    interval = given.interval();
  }

  /** Whether the first such row was met. */
  boolean isBegun() {
    return begun;
  }

  /** The first such row has this time. */
  void begin(long firstMs) {
    ms = firstMs;
    begun = true;
  }

  /**
   * The time of the next such row.
   *
   * @param row stands for all that the row says but its values
   * @param place of the column of times
   * @throws RowRejected when it comes again, and no interval is given; or when too many have one
   *     time
   */
  long of(long row, int place) throws RowRejected {
    if (rows.contains(row)) {
      if (interval == null) {
        throw new RowRejected(
            place,
            "the row has no time, and one like it has that of time= already: give interval=, how"
                + " far apart they were taken, such as interval=15s, or a time to each");
      }
      rows.clear();
      ms += Interval.milliseconds(interval);
    } else if (rows.size() == MAX_ROWS) {
      throw new RowRejected(place, "more than " + MAX_ROWS + " rows have the time of time=");
    }
    rows.add(row);
    return ms;
  }
}
