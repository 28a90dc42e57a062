package nexus.telemetry.csv;

/** Takes all rows that cannot be used, as they were sent. A report has no room for so many. */
public interface RejectSink {

  /** Keeps nothing. */
  RejectSink NONE = (line, reason, bytes, start, end) -> {};

  /**
   * A row, or one value of it, cannot be used.
   *
   * @param line line of the file or part that is read
   * @param reason why, in a sentence
   * @param bytes holds the row from {@code start} to {@code end} (exclusive), its end of line not
   *     included; of a row that is too long, its beginning. Only lent.
   */
  void reject(long line, String reason, byte[] bytes, int start, int end);

  /**
   * Rows from here on stand below another header.
   *
   * @param next that header
   */
  default void header(CsvHeader next) {}
}
