package nexus.local.cli;

import java.time.Instant;

/**
 * How far a file has been sent.
 *
 * @param file which file it is, whatever its name is now
 * @param print a hash of the first {@code printed} bytes
 * @param printed see there
 * @param offset bytes that the server has said it has
 * @param lines lines that are in them
 * @param begunMs when the first of all was read
 * @param lastMs the time of the last row sent, where rows have none of their own; null before
 * @param next what may have been sent already; null where nothing has
 */
record Mark(
    String file,
    String print,
    int printed,
    long offset,
    long lines,
    long begunMs,
    Long lastMs,
    Next next) {

  /**
   * A piece on its way. After a break exactly the same is sent again, so that the server knows it.
   *
   * @param to where it ends
   * @param readMs when it was read
   */
  record Next(long to, long readMs) {}

  /** Of a file of which nothing has been sent. */
  static Mark fresh(String file, long begunMs, Long lastMs) {
    return new Mark(file, "", 0, 0, 0, begunMs, lastMs, null);
  }

  Mark at(long newOffset, long newLines) {
    return new Mark(file, print, printed, newOffset, newLines, begunMs, lastMs, null);
  }

  Mark with(Next newNext) {
    return new Mark(file, print, printed, offset, lines, begunMs, lastMs, newNext);
  }

  Mark printed(String newPrint, int newPrinted) {
    return new Mark(file, newPrint, newPrinted, offset, lines, begunMs, lastMs, next);
  }

  Mark lastAt(Instant time) {
    return new Mark(file, print, printed, offset, lines, begunMs, time.toEpochMilli(), next);
  }

  /** When the piece on its way was read, and what was before it. */
  Pace pace() {
    return new Pace(
        Instant.ofEpochMilli(begunMs),
        Instant.ofEpochMilli(next.readMs()),
        lastMs == null ? null : Instant.ofEpochMilli(lastMs));
  }
}
