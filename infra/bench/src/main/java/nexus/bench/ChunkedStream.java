package nexus.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1's chunked coding: every write becomes a chunk, closing it the last one. */
final class ChunkedStream extends OutputStream {

  private static final ByteBuffer NEWLINE = ascii("\r\n").asReadOnlyBuffer();

  /** Where chunks go. */
  interface Sink {
    /** Writes all of the buffers, in their order. */
    void write(ByteBuffer... buffers) throws IOException;
  }

  private final Sink sink;

  ChunkedStream(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) { // a chunk of no bytes would be the end
      sink.write(
          ascii(Integer.toHexString(length) + "\r\n"),
          ByteBuffer.wrap(bytes, offset, length),
          NEWLINE.duplicate());
    }
  }

  @Override
  public void close() throws IOException {
    sink.write(ascii("0\r\n\r\n"));
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
