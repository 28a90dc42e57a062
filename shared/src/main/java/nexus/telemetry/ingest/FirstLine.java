package nexus.telemetry.ingest;

/**
 * Which line of its file the first row of a part is.
 *
 * @param before lines before it; where that is not known, those that are counted: 0
 * @param unknownFrom where that is not known, the byte at which the part begins; else −1
 */
record FirstLine(long before, long unknownFrom) {

  /** Of a part that is counted as its file is. */
  static final FirstLine AS_COUNTED = new FirstLine(0, -1);

  static FirstLine after(long lines) {
    return new FirstLine(lines, -1);
  }

  static FirstLine unknownFrom(long offset) {
    return new FirstLine(0, offset);
  }

  /** Number of a line that was counted from 1 in the part. */
  long number(long line) {
    return before + line;
  }

  /** A reason that says so where its line is not that of the file. */
  String explain(String reason) {
    return unknownFrom < 0
        ? reason
        : reason + " (the line is counted from byte " + unknownFrom + " of the file)";
  }
}
