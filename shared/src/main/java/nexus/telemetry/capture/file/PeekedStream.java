package nexus.telemetry.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stream whose beginning can be looked at before it is read. */
public final class PeekedStream extends InputStream {

  private final InputStream in;
  private byte[] first = {};
  private int at;
  private boolean atEnd;

  /**
   * @param in read as far as is asked for; not closed
   */
  public PeekedStream(InputStream in) {
    this.in = in;
  }

  /** The next bytes, {@code most} at most and fewer only at the end; they stay there. */
  public byte[] peek(int most) throws IOException {
    int there = first.length - at;
    if (there < most && !atEnd) {
      byte[] more = in.readNBytes(most - there);
      atEnd = more.length < most - there;
      byte[] both = Arrays.copyOfRange(first, at, at + there + more.length);
      System.arraycopy(more, 0, both, there, more.length);
      first = both;
      at = 0;
    }
    return Arrays.copyOfRange(first, at, Math.min(first.length, at + most));
  }

  /** Whether there are no more than these, which were looked at. */
  boolean isWhole(byte[] peeked) {
    return atEnd && peeked.length == first.length - at;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (at == first.length) {
      first = new byte[0];
      at = 0;
      return in.read(target, from, length);
    }
    int count = Math.min(length, first.length - at);
    System.arraycopy(first, at, target, from, count);
    at += count;
    return count;
  }
}
