package nexus.telemetry.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being written.
 *
 * <p>A varint is seven bits a byte, least significant group first, the high bit set on all bytes
 * but the last; zigzag maps signed to unsigned as 0, −1, 1, −2, … → 0, 1, 2, 3, …; both as in <a
 * href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers</a>.
 */
final class ByteSink {

  private static final VarHandle LONG_BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = new byte[512];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  void putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void putVarint(long value) {
    reserve(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void putZigzag(long value) {
    putVarint(zigzag(value));
  }

  void putLongBig(long value) {
    reserve(Long.BYTES);
    LONG_BIG.set(bytes, size, value);
    size += Long.BYTES;
  }

  void putLongLittle(long value) {
    reserve(Long.BYTES);
    LONG_LITTLE.set(bytes, size, value);
    size += Long.BYTES;
  }

  void putIntLittle(int value) {
    reserve(Integer.BYTES);
    INT_LITTLE.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Appends {@code text} from character {@code from} on; it holds ASCII only. */
  void putAscii(String text, int from) {
    reserve(text.length() - from);
    for (int i = from; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  /** Appends a text as UTF-8, the number of bytes before it. */
  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putVarint(utf8.length);
    put(utf8, 0);
  }

  /** Appends another sink's bytes, their number before them. */
  void putCounted(ByteSink other) {
    putVarint(other.size);
    put(other);
  }

  /** Appends another sink's bytes. */
  void put(ByteSink other) {
    reserve(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  /** Appends bytes from index {@code from} on. */
  void put(byte[] other, int from) {
    reserve(other.length - from);
    System.arraycopy(other, from, bytes, size, other.length - from);
    size += other.length - from;
  }

  /** Drops all bytes from {@code newSize} on. */
  void truncate(int newSize) {
    size = newSize;
  }

  static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length * 2));
    }
  }
}
