package nexus.telemetry.csv;

import nexus.telemetry.model.InvalidInputException;

/**
 * Reads the lines of a file that is no CSV, one after the other. One format reads one file: it may
 * remember what earlier lines said.
 */
public interface LineFormat {

  /** What a line is. */
  enum Line {
    /** A row, whose fields were added. */
    ROW,
    /** Nothing that carries a value: a heading, a remark. */
    NOTHING,
    /** A value of something that is no field of a GPU; its name was told. */
    IGNORED
  }

  /** Takes the fields of a row, in the order of the columns. */
  interface Fields {

    /** The next field: {@code text} from {@code from} (inclusive) to {@code to} (exclusive). */
    void add(String text, int from, int to);

    /** The next field. */
    default void add(String text) {
      add(text, 0, text.length());
    }

    /**
     * Time and value of the row stand there in the line, and nowhere else in it: a line that
     * differs in nothing else is a row of the same series. Ends are exclusive.
     *
     * @param timeStart where {@code timeEnd} is, where the line has no time
     */
    default void stand(int timeStart, int timeEnd, int valueStart, int valueEnd) {}

    /** The name of a value that is ignored. */
    void ignored(String name);
  }

  /**
   * Reads a line.
   *
   * @param line the line, its end of line not included
   * @throws InvalidInputException with the reason when the line cannot be read; it is rejected then
   */
  Line read(String line, Fields row);

  /**
   * Whether every line ends with a newline, the last one among them. Then a last line without one
   * was cut off, perhaps amid its value, and is rejected.
   */
  default boolean endsEveryLine() {
    return false;
  }

  /**
   * Told of a line that is rejected unread, as it is too long.
   *
   * @param beginning how it begins
   */
  default void tooLong(String beginning) {}

  /**
   * Reads a further row of the line that was read last, which held a row.
   *
   * @return false where the line has no more, and nothing was added
   * @throws InvalidInputException as above; further rows of the line are still asked for
   */
  default boolean readMore(Fields row) {
    return false;
  }
}
