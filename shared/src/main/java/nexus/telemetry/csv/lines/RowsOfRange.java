package nexus.telemetry.csv.lines;

import java.io.IOException;
import java.io.InputStream;

/**
 * The rows of one byte range of a CSV file: those that follow a newline of the range. So it begins
 * behind the first newline in the range, and reads past the range's end to finish its last row.
 *
 * <pre>
 * header \n row a \n row b \n row c \n row d
 * [ range 0    )[ range 1   )[ range 2      )
 *           a          b          c and d
 * </pre>
 *
 * <p>Every newline is in one range, whatever the ranges are: so every row is read exactly once, and
 * the header, which follows none, never. The newlines in the ranges before one are as many as the
 * lines before its first row.
 */
public final class RowsOfRange extends InputStream {

  /** Bytes behind a range that finish any row, or show that it is longer than a row may be. */
  public static final int LONGEST_ROW = LineReader.MAX_LINE + 2;

  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final long end;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int limit;

  /** Where {@code buffer[limit]} would be in the file. */
  private long position;

  private long newlines;
  private long firstRow = -1;
  private boolean ended;

  /**
   * @param in the file from {@code offset} on; {@link #LONGEST_ROW} bytes behind the range are
   *     enough. Not closed.
   * @param offset where the range begins in the file, bytes
   * @param length bytes of the range
   */
  public RowsOfRange(InputStream in, long offset, long length) {
    this.in = in;
    this.position = offset;
    this.end = offset + length;
  }

  /**
   * Where the first row begins in the file, bytes; −1 when no row belongs to the range.
   *
   * @throws IOException when the file cannot be read
   */
  public long firstRow() throws IOException {
    while (firstRow < 0 && !ended) {
      if (next == limit && !fill()) {
        ended = true;
        return -1;
      }
      int newline = Newlines.find(buffer, next, limit);
      next = newline < 0 ? limit : newline + 1;
      long at = position - limit + next - 1;
      if (newline >= 0 && at < end) {
        firstRow = at + 1;
      } else if (newline >= 0 || position >= end) {
        ended = true;
      }
    }
    return firstRow;
  }

  /** Newlines of the range read so far, those behind its end not counted. */
  public long newlines() {
    return newlines;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (firstRow() < 0 || ended || (next == limit && !fill())) {
      return -1;
    }
    int count = Math.min(length, limit - next);
    long start = position - limit + next;
    if (start + count > end) {
      count = lastRow(start, count);
    }
    System.arraycopy(buffer, next, target, at, count);
    next += count;
    return count;
  }

  /** Of {@code count} bytes from {@code start} on, those up to the newline that ends the range. */
  private int lastRow(long start, int count) {
    int from = next + (int) Math.max(end - start, 0);
    int newline = Newlines.find(buffer, from, next + count);
    ended = newline >= 0;
    return newline < 0 ? count : newline + 1 - next;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, BUFFER);
    if (count <= 0) {
      return false;
    }
    int inRange = (int) Math.min(count, Math.max(end - position, 0));
    newlines += Newlines.count(buffer, 0, inRange);
    position += count;
    next = 0;
    limit = count;
    return true;
  }
}
