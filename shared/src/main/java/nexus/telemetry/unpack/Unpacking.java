package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What is packed in a container, as a stream. */
abstract class Unpacking extends InputStream {

  private final Source source;
  private boolean ended;

  Unpacking(Source source) {
    this.source = source;
  }

  /** Some bytes, one at least; −1 once all are read and the container was found to be whole. */
  abstract int more(byte[] target, int at, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] target, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, target.length);
    if (length == 0 || ended) {
      return length == 0 ? 0 : -1;
    }
    int count = more(target, at, length);
    ended = count < 0;
    return count;
  }

  /** 0 at the end alone. */
  @Override
  public final int available() {
    return ended ? 0 : 1;
  }

  @Override
  public final void close() throws IOException {
    source.close();
  }
}
