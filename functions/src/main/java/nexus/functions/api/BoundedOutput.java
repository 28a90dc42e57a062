package nexus.functions.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/** Ends an answer that becomes too long. */
public final class BoundedOutput extends FilterOutputStream {

  private final long maxBytes;
  private final Supplier<RuntimeException> tooLong;
  private long written;

  /**
   * @param maxBytes most bytes that are passed on
   * @param tooLong makes what is thrown when there are more
   */
  public BoundedOutput(OutputStream to, long maxBytes, Supplier<RuntimeException> tooLong) {
    super(to);
    this.maxBytes = maxBytes;
    this.tooLong = tooLong;
  }

  @Override
  public void write(int b) throws IOException {
    count(1);
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    count(length);
    out.write(bytes, from, length);
  }

  private void count(int bytes) {
    written += bytes;
    if (written > maxBytes) {
      throw tooLong.get();
    }
  }
}
