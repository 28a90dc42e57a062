package nexus.telemetry.csv;

import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;

/** A line becomes the fields of a row. */
interface RowSource {

  /**
   * Looks at rows before they are read, to see how numbers are written.
   *
   * @param ahead goes through them
   */
  default void look(LineReader ahead) {}

  /**
   * Splits the current line.
   *
   * @return the fields, one for each column; the same object for every row. Null where the line
   *     carries no value, or none of a GPU
   * @throws RowRejected when the line is no row
   */
  RowFields split(LineReader line, Tally tally) throws RowRejected;

  /**
   * A further row of the line that was split last; null where it has no more.
   *
   * @throws RowRejected when it cannot be read; there may be more behind it
   */
  default RowFields more() throws RowRejected {
    return null;
  }
}
