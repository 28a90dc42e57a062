package nexus.telemetry.csv;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Cuts bytes into lines. A line ends at a newline whatever stands before it, so that no row can
 * swallow the next one. Memory is the same however long a line is.
 *
 * <p>Looks at eight bytes at once: a byte below {@code 0x20} is found by the borrow that
 * subtracting {@code 0x20} takes from it. A borrow may also mark bytes after such a byte, never
 * before it, so the first one marked is right. (Warren, Hacker's Delight, section 6–1.)
 */
final class LineReader {

  /** Longest line, in bytes, its end not counted. */
  static final int MAX_LINE = 64 << 10;

  private static final int BUFFER = 256 << 10;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SPACES = 0x2020202020202020L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int limit;
  private int next;

  private long number;
  private int start;
  private int end;
  private long bits;
  private int carriageReturns;
  private boolean tooLong;

  /**
   * @param in begins at the start of a line
   * @param firstLine number of that line
   */
  LineReader(InputStream in, long firstLine) {
    this.in = in;
    this.number = firstLine - 1;
  }

  /** Goes to the next line; false after the last one. */
  boolean next() throws IOException {
    start = next;
    bits = 0;
    carriageReturns = 0;
    tooLong = false;
    int from = start;
    while (true) {
      int newline = scan(from);
      if (newline >= 0) {
        return found(newline, newline + 1);
      }
      if (limit - start > MAX_LINE + 1) {
        tooLong = true;
        int nextLine = skipLine();
        return found(MAX_LINE, nextLine);
      }
      from = limit - start;
      if (!fill()) {
        return limit > start && found(limit, limit);
      }
    }
  }

  /** Number of the line in its file. */
  long number() {
    return number;
  }

  /** Holds the line from {@link #start()} (inclusive) to {@link #end()} (exclusive). */
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Whether the line was longer than {@link #MAX_LINE} and only its beginning is here. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Whether every byte is ASCII. */
  boolean isAscii() {
    return (bits & HIGH_BITS) == 0;
  }

  /** Whether there is a carriage return that does not end the line. */
  boolean hasCarriageReturn() {
    return carriageReturns > 0;
  }

  boolean isBlank() {
    for (int i = start; i < end; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return !tooLong;
  }

  /** The beginning of the line, as far as a report needs it. */
  String beginning() {
    int length = Math.min(end - start, 4 * RejectedRow.MAX_TEXT);
    return new String(buffer, start, length, StandardCharsets.UTF_8);
  }

  private boolean found(int lineEnd, int nextLine) {
    end = lineEnd;
    next = nextLine;
    number++;
    if (!tooLong && end > start && buffer[end - 1] == '\r') {
      end--;
      carriageReturns--;
    }
    tooLong |= end - start > MAX_LINE;
    return true;
  }

  /** Index of the first newline from {@code from} on, or −1. */
  private int scan(int from) {
    int i = from;
    while (i + Long.BYTES <= limit) {
      long word = (long) WORD.get(buffer, i);
      long controls = (word - SPACES) & ~word & HIGH_BITS;
      if (controls == 0) {
        bits |= word;
        i += Long.BYTES;
      } else {
        int shift = Long.numberOfTrailingZeros(controls) & -Long.BYTES;
        bits |= word & ((1L << shift) - 1);
        i += shift / Byte.SIZE;
        if (isNewline(buffer[i++])) {
          return i - 1;
        }
      }
    }
    while (i < limit) {
      bits |= (buffer[i] & 0xffL);
      if (isNewline(buffer[i++])) {
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

  /**
   * Moves the unfinished line to the front and reads more behind it; false at the end of input.
   * Called only when the line is short enough to leave room.
   */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    start = 0;
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(count, 0);
    return count >= 0;
  }

  /**
   * Reads past the end of a line that is too long, keeping its beginning; where the next begins.
   */
  private int skipLine() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, MAX_LINE);
    start = 0;
    int newline = -1;
    while (newline < 0) {
      limit = MAX_LINE;
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        return limit;
      }
      limit += count;
      newline = scan(MAX_LINE);
    }
    return newline + 1;
  }
}
