package nexus.telemetry.capture.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import nexus.telemetry.csv.BodyTooLargeException;

/** Passes a stream on up to a limit, which may be set after the first bytes were read. */
public final class LimitedStream extends FilterInputStream {

  private long count;
  private long limit;

  public LimitedStream(InputStream in) {
    super(in);
  }

  /**
   * Sets the limit.
   *
   * @param bytes most bytes that are passed on; 0 means any number
   */
  public void limit(long bytes) {
    limit = bytes;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    int read = super.read(target, at, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int bytes) {
    count += bytes;
    if (limit > 0 && count > limit) {
      throw new BodyTooLargeException(limit);
    }
  }
}
