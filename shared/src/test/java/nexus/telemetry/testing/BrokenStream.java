package nexus.telemetry.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A connection that breaks. */
public final class BrokenStream extends InputStream {

  /** What its failure says. */
  public static final String MESSAGE = "connection reset";

  private BrokenStream() {}

  /** Breaks behind {@code bytes}. */
  public static InputStream behind(byte[] bytes) {
    return new SequenceInputStream(new ByteArrayInputStream(bytes), new BrokenStream());
  }

  @Override
  public int read() throws IOException {
    throw new IOException(MESSAGE);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    throw new IOException(MESSAGE);
  }
}
