package nexus.functions.aws;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * A part of an object. When the connection breaks, the part is opened again behind what was read:
 * each request names the same version. The stream ends where the part ends, or fails.
 */
final class ObjectStream extends InputStream {

  private static final Logger LOG = Logger.getLogger(ObjectStream.class);
  private static final int MAX_BREAKS = 3;

  private final Opener opener;
  private final long to;
  private long at;
  private int breaks;
  private ResponseInputStream<?> in;

  /** Opens the object. */
  interface Opener {
    /** The object's bytes from {@code from} to the part's end. */
    ResponseInputStream<?> open(long from) throws IOException;
  }

  /**
   * Opens the part.
   *
   * @param from first byte
   * @param to end, exclusive
   */
  ObjectStream(Opener opener, long from, long to) throws IOException {
    this.opener = opener;
    this.at = from;
    this.to = to;
    this.in = opener.open(from);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    if (at == to) {
      return -1;
    }
    while (true) {
      try {
        int count = in.read(target, start, (int) Math.min(length, to - at));
        if (count >= 0) {
          at += count;
          return count;
        }
        throw new EOFException("the object's bytes end too early, at " + at + " of " + to);
      } catch (IOException e) {
        reopen(e);
      }
    }
  }

  private void reopen(IOException problem) throws IOException {
    in.abort();
    if (++breaks > MAX_BREAKS) {
      throw problem;
    }
    LOG.infof("reading on behind a broken connection at byte %d: %s", at, problem.getMessage());
    in = opener.open(at);
  }

  /** 0 at the end only, as a reader of gzip members asks. */
  @Override
  public int available() {
    return (int) Math.min(to - at, Integer.MAX_VALUE);
  }

  /** What was not read is not waited for. */
  @Override
  public void close() throws IOException {
    if (at == to) {
      in.close();
    } else {
      in.abort();
    }
  }
}
