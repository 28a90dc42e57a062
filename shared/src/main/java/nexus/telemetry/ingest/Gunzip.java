package nexus.telemetry.ingest;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import nexus.telemetry.model.InvalidInputException;

/** Inflates a body (gzip, RFC 1952, of any number of members); says a damaged one is bad input. */
public final class Gunzip extends FilterInputStream {

  private static final int BUFFER = 64 << 10;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;

  private Gunzip(InputStream in) throws IOException {
    super(open(in));
  }

  /**
   * {@code in} inflated when it is gzip: when {@code always}, or when it begins as gzip does, which
   * no CSV does.
   *
   * @param in its {@code available()} is 0 only at its end: otherwise the JDK takes a slow sender's
   *     pause between two gzip members for the end
   * @throws InvalidInputException when it must be gzip and is not
   */
  public static InputStream of(InputStream in, boolean always) throws IOException {
    PushbackInputStream body = new PushbackInputStream(in, 2);
    return always || beginsAsGzip(body) ? new Gunzip(body) : body;
  }

  /** Whether these first bytes are those of gzip. */
  static boolean isGzip(byte[] head) {
    return head.length >= 2 && (head[0] & 0xff) == MAGIC_1 && (head[1] & 0xff) == MAGIC_2;
  }

  private static boolean beginsAsGzip(PushbackInputStream body) throws IOException {
    byte[] head = body.readNBytes(2);
    body.unread(head);
    return isGzip(head);
  }

  private static InputStream open(InputStream in) throws IOException {
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    try {
      return super.read(target, at, length);
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  private static String reason(IOException cause) {
    if (cause instanceof EOFException) {
      return ": it ends too early";
    }
    return cause.getMessage() == null ? "" : ": " + cause.getMessage();
  }

  private static InvalidInputException damaged(IOException cause) {
    InvalidInputException bad =
        new InvalidInputException("body", "the body is no gzip, or damaged" + reason(cause));
    bad.initCause(cause);
    return bad;
  }
}
