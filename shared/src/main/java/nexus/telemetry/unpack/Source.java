package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import nexus.telemetry.model.InvalidInputException;

/**
 * The bytes of a container, read in order. Whether there are more is never asked of {@code
 * available()}, which a slow sender leaves at 0: the end alone is the end.
 */
final class Source {

  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final String kind;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int limit;
  private boolean failed;

  /**
   * @param kind what the container is called
   */
  Source(InputStream in, String kind) {
    this.in = in;
    this.kind = kind;
  }

  /** What a caller is told of bytes that are not as they must be. */
  InvalidInputException damaged(String reason) {
    return new InvalidInputException("body", "the body is no " + kind + ", or damaged: " + reason);
  }

  /** Whether the stream below failed, so that what follows from it says nothing of the bytes. */
  boolean failed() {
    return failed;
  }

  /** The next byte; −1 at the end. */
  int next() throws IOException {
    return at < limit || fill() ? buffer[at++] & 0xff : -1;
  }

  /** The next byte, which must be there. */
  int need() throws IOException {
    int next = next();
    if (next < 0) {
      throw endsTooEarly();
    }
    return next;
  }

  int u16() throws IOException {
    return need() | need() << 8;
  }

  long u32() throws IOException {
    return u16() | (long) u16() << 16;
  }

  long u64() throws IOException {
    return u32() | u32() << 32;
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int done = 0; done < count; ) {
      done += read(bytes, done, count - done);
    }
    return bytes;
  }

  void skip(long count) throws IOException {
    if (count < 0) {
      throw damaged("a length is too large");
    }
    for (long left = count; left > 0; ) {
      needBuffered();
      int some = (int) Math.min(left, limit - at);
      at += some;
      left -= some;
    }
  }

  /** One byte at least, which must be there, and {@code length} at most. */
  int read(byte[] target, int from, int length) throws IOException {
    needBuffered();
    int count = Math.min(length, limit - at);
    System.arraycopy(buffer, at, target, from, count);
    at += count;
    return count;
  }

  /** Hands over what is there; {@link #putBack} takes back what was too much. */
  void feed(Inflater inflater) throws IOException {
    needBuffered();
    inflater.setInput(buffer, at, limit - at);
    at = limit;
  }

  void putBack(int count) {
    at -= count;
  }

  /** Reads to the end. Zeros may fill a file up; anything else behind the last part is none. */
  void requireZeros() throws IOException {
    for (int next = next(); next >= 0; next = next()) {
      if (next != 0) {
        throw damaged("what follows the compressed data is none");
      }
    }
  }

  void close() throws IOException {
    in.close();
  }

  private void needBuffered() throws IOException {
    if (at == limit && !fill()) {
      throw endsTooEarly();
    }
  }

  private boolean fill() throws IOException {
    try {
      at = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      return limit > 0;
    } catch (IOException | RuntimeException e) {
      limit = 0;
      failed = true;
      throw e;
    }
  }

  private InvalidInputException endsTooEarly() {
    return damaged("it ends too early");
  }
}
