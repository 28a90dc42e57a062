package nexus.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes on their way to a stream: appends without allocating, and flushes whole buffers. */
final class RowBuffer {

  private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000};

  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 20];
  private int length;
  private long written;

  RowBuffer(OutputStream out) {
    this.out = out;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  RowBuffer append(byte[] bytes) throws IOException {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  RowBuffer append(char c) throws IOException {
    reserve(1);
    buffer[length++] = (byte) c;
    return this;
  }

  /**
   * Appends {@code value} / 10<sup>decimals</sup> as DCGM does: without zeros at the end, so 117770
   * of 3 decimals is {@code 117.77}. Never negative.
   */
  RowBuffer append(int value, int decimals) throws IOException {
    int places = decimals;
    int digits = value;
    while (places > 0 && digits % 10 == 0) {
      digits /= 10;
      places--;
    }
    whole(digits / POWERS_OF_TEN[places]);
    if (places > 0) {
      append('.');
      for (int place = places - 1; place >= 0; place--) {
        append((char) ('0' + digits / POWERS_OF_TEN[place] % 10));
      }
    }
    return this;
  }

  /** Hands everything to the stream. Returns all bytes so far. */
  long flush() throws IOException {
    out.write(buffer, 0, length);
    written += length;
    length = 0;
    return written;
  }

  private void whole(int value) throws IOException {
    if (value >= 10) {
      whole(value / 10);
    }
    append((char) ('0' + value % 10));
  }

  private void reserve(int bytes) throws IOException {
    if (length + bytes > buffer.length) {
      flush();
    }
  }
}
