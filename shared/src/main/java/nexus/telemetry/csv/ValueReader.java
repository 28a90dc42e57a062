package nexus.telemetry.csv;

/** Reads the values of a row whose place and time are known: one way a format. */
interface ValueReader {

  /** The chunk ends here. */
  default void endChunk() {}

  /**
   * Reads the next row without splitting it, when it is like a row that was read before. Else
   * false: nothing is counted or passed.
   */
  boolean readKnown(LineReader lines, Tally tally);

  /**
   * Adds the row's values to its GPU.
   *
   * @throws RowRejected when no value of the row can be used
   */
  void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally) throws RowRejected;

  /** Why field {@code place}, which is neither a number nor missing, is rejected. */
  static RowRejected noNumber(int place) {
    return new RowRejected(place, "the value is no finite number");
  }
}
