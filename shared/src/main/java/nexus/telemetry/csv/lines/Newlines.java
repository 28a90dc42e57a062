package nexus.telemetry.csv.lines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Counts and finds newlines, eight bytes at once.
 *
 * <p>Where a byte of {@code x} is zero, and nowhere else, {@code ~(((x & 0x7f…) + 0x7f…) | x |
 * 0x7f…)} has that byte's highest bit. (Warren, Hacker's Delight, section 6–1.)
 */
public final class Newlines {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private Newlines() {}

  /** How many newlines there are from {@code from} (inclusive) to {@code to} (exclusive). */
  public static int count(byte[] bytes, int from, int to) {
    int count = 0;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      count += Long.bitCount(marks(bytes, i));
    }
    for (; i < to; i++) {
      count += bytes[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  /** Index of the first newline from {@code from} (inclusive) to {@code to} (exclusive), or −1. */
  public static int find(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long marks = marks(bytes, i);
      if (marks != 0) {
        return i + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static long marks(byte[] bytes, int at) {
    long word = (long) WORD.get(bytes, at) ^ NEWLINES;
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
  }
}
