package nexus.local.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Whole lines of something that grows, and the head that says how to read them. */
final class Piece implements Body {

  private static final Pattern ROW = Pattern.compile("(?m)^\\s*[^#\\s]");

  private final byte[] head;
  private final int headLines;
  private final byte[] lines;
  private final long firstLine;
  private final int lineCount;
  private final int steps;

  /**
   * @param start the bytes that the whole begins with, the head among them
   * @param lines the lines
   * @param linesBefore how many are before them in the whole
   */
  Piece(Head head, byte[] start, byte[] lines, long linesBefore) {
    this.head = Arrays.copyOf(start, head.bytes());
    this.headLines = head.lines();
    this.lines = lines;
    this.firstLine = linesBefore + 1;
    this.lineCount = Math.max(1, head.ends().count(lines, lines.length));
    this.steps = head.isOfDmon(start) ? Pace.steps(head.ends().text(lines, 0, lines.length)) : 0;
  }

  /** Whether there is more in it than blank lines and remarks. */
  static boolean hasRows(LineEnds ends, byte[] lines, int length) {
    return ROW.matcher(ends.text(lines, 0, length)).find();
  }

  /** What is sent before the lines. */
  byte[] head() {
    return head;
  }

  byte[] lines() {
    return lines;
  }

  /** How many steps of a dmon's rows there are; 0 in all else. */
  int steps() {
    return steps;
  }

  int lineCount() {
    return lineCount;
  }

  @Override
  public String type() {
    return "application/octet-stream";
  }

  @Override
  public long length() {
    return (long) head.length + lines.length;
  }

  @Override
  public void writeTo(OutputStream out, Runnable moved) throws IOException {
    out.write(head);
    moved.run();
    out.write(lines);
  }

  /** Which line of the whole the server means by a line of this. */
  long lineOf(long lineOfPiece) {
    return lineOfPiece <= headLines ? lineOfPiece : firstLine + lineOfPiece - headLines - 1;
  }

  /** {@code line 7}, {@code lines 7 to 9}. */
  String where() {
    return lineCount <= 1 ? "line " + firstLine : "lines " + firstLine + " to " + lastLine();
  }

  long lastLine() {
    return firstLine + lineCount - 1;
  }
}
