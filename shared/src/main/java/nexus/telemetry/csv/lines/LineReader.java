package nexus.telemetry.csv.lines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import nexus.telemetry.model.RejectedRow;

/**
 * Cuts pieces of a file into lines. A line ends at a newline whatever stands before it, so that no
 * row can swallow the next one.
 *
 * <p>Looks at eight bytes at once: a byte below {@code 0x20} is found by the borrow that
 * subtracting {@code 0x20} takes from it. A borrow may also mark bytes after such a byte, never
 * before it, so the first one marked is right. (Warren, Hacker's Delight, section 6–1.)
 */
public final class LineReader {

  /** Longest line, in bytes, its end not counted. */
  public static final int MAX_LINE = 64 << 10;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SPACES = 0x2020202020202020L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private byte[] bytes = {};
  private int limit;
  private int next;

  private long number;
  private int start;
  private int end;
  private long bits;
  private int carriageReturns;
  private boolean tooLong;
  private boolean ended;

  /**
   * @param firstLine number of the first line
   */
  public LineReader(long firstLine) {
    this.number = firstLine - 1;
  }

  /** Goes on with the lines of a piece, which ends at {@code end}. */
  public void load(byte[] piece, int end) {
    bytes = piece;
    limit = end;
    next = 0;
  }

  /** Another reader of the lines that this one has not read. */
  public LineReader ahead() {
    LineReader ahead = new LineReader(number + 1);
    ahead.bytes = bytes;
    ahead.limit = limit;
    ahead.next = next;
    return ahead;
  }

  public boolean hasNext() {
    return next < limit;
  }

  /** Goes to the next line. */
  public void next() {
    start = next;
    bits = 0;
    carriageReturns = 0;
    int newline = scan(start);
    ended = newline >= 0;
    end = newline < 0 ? limit : newline;
    next = newline < 0 ? limit : newline + 1;
    number++;
    if (end > start && bytes[end - 1] == '\r') {
      end--;
      carriageReturns--;
    }
    tooLong = end - start > MAX_LINE;
  }

  /** Where the next line begins. */
  public int position() {
    return next;
  }

  /** Where the piece ends, exclusive. */
  public int limit() {
    return limit;
  }

  /** Leaves out the next line, which ends before {@code lineStart}. */
  public void skipTo(int lineStart) {
    next = lineStart;
    number++;
  }

  /** Number of the line in its file. */
  public long number() {
    return number;
  }

  /** Holds the line from {@link #start()} (inclusive) to {@link #end()} (exclusive). */
  public byte[] bytes() {
    return bytes;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  /** Where the kept part of the line ends, however long the line was. */
  public int keptEnd() {
    return Math.min(end, start + MAX_LINE);
  }

  /** Whether the line was longer than {@link #MAX_LINE} . */
  public boolean isTooLong() {
    return tooLong;
  }

  /** Whether a newline stands behind the line. Behind the last one of a file there may be none. */
  public boolean isEnded() {
    return ended;
  }

  /** Whether every byte is ASCII. */
  public boolean isAscii() {
    return (bits & HIGH_BITS) == 0;
  }

  /** Whether there is a carriage return that does not end the line. */
  public boolean hasCarriageReturn() {
    return carriageReturns > 0;
  }

  public boolean isBlank() {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return !tooLong;
  }

  /** The beginning of the line, as far as a report needs it. */
  public String beginning() {
    int length = Math.min(end - start, 4 * RejectedRow.MAX_TEXT);
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  /** Index of the first newline from {@code from} on, or −1. */
  private int scan(int from) {
    int i = from;
    while (i + Long.BYTES <= limit) {
      long word = (long) WORD.get(bytes, i);
      long controls = (word - SPACES) & ~word & HIGH_BITS;
      if (controls == 0) {
        bits |= word;
        i += Long.BYTES;
      } else {
        int shift = Long.numberOfTrailingZeros(controls) & -Long.BYTES;
        bits |= word & ((1L << shift) - 1);
        i += shift / Byte.SIZE;
        if (isNewline(bytes[i++])) {
          return i - 1;
        }
      }
    }
    while (i < limit) {
      bits |= (bytes[i] & 0xffL);
      if (isNewline(bytes[i++])) {
        return i - 1;
      }
    }
    return -1;
  }

  private boolean isNewline(byte b) {
    if (b == '\r') {
      carriageReturns++;
    }
    return b == '\n';
  }
}
