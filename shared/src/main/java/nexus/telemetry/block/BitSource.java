package nexus.telemetry.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import nexus.telemetry.model.UnreadableException;

/** Bits being read, most significant first; what {@link BitSink} wrote. */
final class BitSource {

  private static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Most bits that are sure to be at hand after one refill. */
  private static final int REFILL = 57;

  private final byte[] bytes;
  private final int end;
  private int position;

  /**
   * The next bits, left-aligned: {@code held} are counted, lower ones are zero or already right.
   */
  private long next;

  private int held;

  BitSource(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  /** Bits left, those that fill up the last byte included. */
  long remaining() {
    return (long) (end - position) * Byte.SIZE + held;
  }

  /** The next {@code count} (0 to 64) bits as an unsigned number. */
  long get(int count) {
    if (count > REFILL) {
      long high = get(count - Integer.SIZE);
      return high << Integer.SIZE | get(Integer.SIZE);
    }
    if (count == 0) {
      return 0;
    }
    need(count);
    long value = next >>> (Long.SIZE - count);
    drop(count);
    return value;
  }

  /** Counts ones up to the first zero, which is skipped; stops after {@code max} (≤ 32) ones. */
  int getOnes(int max) {
    if (held <= max) {
      refill();
    }
    int ones = Math.min(Long.numberOfLeadingZeros(~next), max);
    int count = ones == max ? max : ones + 1;
    need(count);
    drop(count);
    return ones;
  }

  /** Checks that no more is left than fills up the last byte. */
  void finish() {
    if (remaining() >= Byte.SIZE) {
      throw corrupt(remaining() + " bits too many");
    }
  }

  UnreadableException corrupt(String what) {
    return UnreadableException.block(position - held / Byte.SIZE, what);
  }

  private void drop(int count) {
    next <<= count;
    held -= count;
  }

  private void need(int count) {
    if (held >= count) {
      return;
    }
    refill();
    if (held < count) {
      throw corrupt("needs " + count + " more bits but only " + held + " are left");
    }
  }

  private void refill() {
    if (end - position >= Long.BYTES) {
      // The bits of a byte only partly taken in are set early; the next refill sets the same.
      next |= (long) LONG_BIG.get(bytes, position) >>> held;
      int whole = (Long.SIZE - held) / Byte.SIZE;
      position += whole;
      held += whole * Byte.SIZE;
      return;
    }
    while (held < REFILL && position < end) {
      next |= (bytes[position++] & 0xFFL) << (Long.SIZE - Byte.SIZE - held);
      held += Byte.SIZE;
    }
  }
}
