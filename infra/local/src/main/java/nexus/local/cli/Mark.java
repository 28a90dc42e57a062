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
 * @param next what may have been sent already; null where nothing has
 */
record Mark(
    String file, String print, int printed, long offset, long lines, long begunMs, Next next) {

  /**
   * A piece on its way. After a break exactly the same is sent again, so that the server knows it.
   *
   * @param to where it ends
   * @param readMs when it was read
   */
  record Next(long to, long readMs) {}

  /** Of a file of which nothing has been sent. */
  static Mark fresh(String file, long begunMs) {
    return new Mark(file, "", 0, 0, 0, begunMs, null);
  }

  Mark at(long newOffset, long newLines) {
    return new Mark(file, print, printed, newOffset, newLines, begunMs, null);
  }

  Mark with(Next newNext) {
    return new Mark(file, print, printed, offset, lines, begunMs, newNext);
  }

  Mark printed(String newPrint, int newPrinted) {
    return new Mark(file, newPrint, newPrinted, offset, lines, begunMs, next);
  }

  Instant begun() {
    return Instant.ofEpochMilli(begunMs);
  }
}
