package nexus.telemetry.testing;

import java.io.InputStream;

/** A sender that hands over a byte at a time, and never says that there is another. */
public final class SlowStream extends InputStream {

  private final byte[] bytes;
  private int at;

  public SlowStream(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  @Override
  public int read() {
    return at == bytes.length ? -1 : bytes[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    if (length == 0 || at == bytes.length) {
      return length == 0 ? 0 : -1;
    }
    target[from] = bytes[at++];
    return 1;
  }

  @Override
  public int available() {
    return 0;
  }
}
