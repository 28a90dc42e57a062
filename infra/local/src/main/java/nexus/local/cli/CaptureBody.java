package nexus.local.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** The bytes of a {@link Source}, told while they go. */
final class CaptureBody implements Body {

  private static final int PIECE = 64 << 10;

  private final Source source;
  private final long length;
  private final LongConsumer sent;

  /**
   * @param sent told after every piece how many bytes have gone
   */
  CaptureBody(Source source, LongConsumer sent) {
    this.source = source;
    this.length = source.size();
    this.sent = sent;
  }

  /** What it is, the server sees for itself. */
  @Override
  public String type() {
    return "application/octet-stream";
  }

  @Override
  public long length() {
    return length;
  }

  /**
   * Writes as many bytes as were there at first, or all where nobody knew.
   *
   * @throws CommandFailure when the source cannot be read, or has become shorter
   */
  @Override
  public void writeTo(OutputStream out, Runnable moved) throws IOException {
    byte[] piece = new byte[PIECE];
    long total = 0;
    try (InputStream in = source.open()) {
      for (int read; (read = read(in, piece, total)) > 0; ) {
        out.write(piece, 0, read);
        total += read;
        moved.run();
        sent.accept(total);
      }
    }
    if (total < length) {
      throw new CommandFailure(source.name() + " has become shorter while it was read");
    }
  }

  private int read(InputStream in, byte[] piece, long total) {
    int most = length < 0 ? PIECE : (int) Math.min(PIECE, length - total);
    try {
      return most == 0 ? 0 : in.read(piece, 0, most);
    } catch (IOException failure) {
      throw new CommandFailure(
          "cannot read " + source.name() + ": " + failure.getMessage(), failure);
    }
  }
}
