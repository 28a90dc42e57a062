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

  /** How long the time is. */
  public int timeLength() {
    return timeEnd - timeStart;
  }
}
