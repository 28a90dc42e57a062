package nexus.telemetry.ingest;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import nexus.telemetry.model.InvalidInputException;

/** Inflates a body: gzip (RFC 1952) of any number of members. A damaged body is bad input. */
public final class Gunzip extends FilterInputStream {

  private static final int BUFFER = 64 << 10;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;

  private Gunzip(InputStream in) throws IOException {
    super(open(in));
  }

  /**
   * {@code in}, inflated when it is gzip: because {@code always} says so, or because it begins as
   * gzip does, which no CSV does.
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
      return new Members(new Remembering(in));
    } catch (ZipException | EOFException e) {
      throw damaged(e);
    }
  }

  /** Remembers a failure, which the JDK takes for the end when it looks for another member. */
  private static final class Remembering extends FilterInputStream {

    private IOException failure;

    Remembering(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      try {
        return super.read(target, at, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  /**
   * Every member, one after the other. The JDK ends silently where what follows a member cannot be
   * read or is none; here that is told, but for zeros, which may fill a file up.
   */
  private static final class Members extends GZIPInputStream {

    /** Checksum and size, which end a member. */
    private static final int TRAILER = 8;

    private final Remembering body;
    private boolean ended;

    Members(Remembering body) throws IOException {
      super(body, BUFFER);
      this.body = body;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
      int count = super.read(target, at, length);
      if (count < 0 && !ended) {
        ended = true;
        checkEnd();
      }
      return count;
    }

    private void checkEnd() throws IOException {
      if (body.failure != null) {
        throw body.failure;
      }
      boolean filled = true;
      for (int i = len - inf.getRemaining() + TRAILER; i < len; i++) {
        filled &= buf[i] == 0;
      }
      // Reads to the end: a connection that breaks on the way says more than a wrong byte.
      for (int next = body.read(); next >= 0; next = body.read()) {
        filled &= next == 0;
      }
      if (!filled) {
        throw new ZipException("what follows the compressed data is none");
      }
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
