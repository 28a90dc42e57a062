package nexus.telemetry.csv.rows;

/**
 * Where time and value stand in a line: all that differs from row to row of a series.
 *
 * @param timeStart where the time begins
 * @param timeEnd where it ends, exclusive; where it begins when there is none
 * @param valueStart where the value begins
 * @param valueEnd where it ends, exclusive
 */
public record RowSpans(int timeStart, int timeEnd, int valueStart, int valueEnd) {

  /** They stand nowhere. */
  public static final RowSpans NONE = new RowSpans(0, 0, 0, 0);

  /** Whether the time stands before the value. */
  public boolean isTimeFirst() {
    return timeStart < valueStart;
  }

  /** Where the first of the two begins. */
  public int first() {
    return Math.min(timeStart, valueStart);
  }

  /** Where the second of the two ends. */
  public int last() {
    return Math.max(timeEnd, valueEnd);
  }

  public int timeLength() {
    return timeEnd - timeStart;
  }
}
