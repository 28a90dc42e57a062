package nexus.telemetry.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import nexus.telemetry.model.UnreadableException;

/**
 * Bytes being read, from a position up to an end; what {@link ByteSink} wrote. Every read past the
 * end is an {@link UnreadableException}, whatever the bytes say.
 */
final class ByteSource {

  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int position;

  ByteSource(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  int remaining() {
    return end - position;
  }

  int getByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  /** The next byte, which is still to be read. */
  int peekByte() {
    need(1);
    return bytes[position] & 0xFF;
  }

  long getVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a varint of more than 64 bits");
  }

  /** A varint from 0 to {@code max}. */
  int getCount(long max, String what) {
    long value = getVarint();
    if (value < 0 || value > max) {
      throw corrupt(Long.toUnsignedString(value) + " " + what + ", at most " + max + " can be");
    }
    return (int) value;
  }

  long getZigzag() {
    long value = getVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  long getLongLittle() {
    need(Long.BYTES);
    long value = (long) LONG_LITTLE.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  int getIntLittle() {
    need(Integer.BYTES);
    int value = (int) INT_LITTLE.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  String getLatin1(int length) {
    need(length);
    String text = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
    position += length;
    return text;
  }

  /** A text as UTF-8, the number of bytes before it. */
  String getText(String what) {
    ByteSource utf8 = getCounted(what);
    return new String(bytes, utf8.position, utf8.remaining(), StandardCharsets.UTF_8);
  }

  /** The next bytes, their number before them, as a source of its own; skips them here. */
  ByteSource getCounted(String what) {
    long length = getVarint();
    if (length < 0 || length > remaining()) {
      throw corrupt(
          Long.toUnsignedString(length) + " bytes of " + what + " but only " + remaining());
    }
    int from = position;
    position += (int) length;
    return new ByteSource(bytes, from, position);
  }

  /** All that remains, as bits; nothing remains here. */
  BitSource getBits() {
    BitSource bits = new BitSource(bytes, position, end);
    position = end;
    return bits;
  }

  /** Checks that nothing remains. */
  void finish() {
    if (position != end) {
      throw corrupt(remaining() + " bytes too many");
    }
  }

  UnreadableException corrupt(String what) {
    return UnreadableException.block(position, what);
  }

  private void need(int count) {
    if (remaining() < count) {
      throw corrupt("needs " + count + " more bytes but only " + remaining() + " are left");
    }
  }
}
