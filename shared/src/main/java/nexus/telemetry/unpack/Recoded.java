package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import nexus.telemetry.model.InvalidInputException;

/**
 * Text of another encoding, as UTF-8. What is no character becomes a byte that UTF-8 does not have,
 * so that whoever reads the row rejects it. A text that ends within a character was cut off.
 */
final class Recoded extends InputStream {

  private static final int BUFFER = 16 << 10;
  private static final byte NO_CHARACTER = (byte) 0xff;

  /** UTF-16 is read on behind the first half of what should be a pair. */
  private static final int MOST_LEFT_OUT = 2;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final boolean utf16;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(BUFFER);
  private final ByteBuffer text = ByteBuffer.allocate(3 * BUFFER + 1).limit(0);
  private boolean hungry = true;
  private boolean atEnd;

  Recoded(InputStream in, Charset charset) {
    this.in = in;
    this.decoder = charset.newDecoder();
    this.utf16 = isUtf16(charset);
  }

  /** Name of the encoding. */
  String encoding() {
    return decoder.charset().name();
  }

  static boolean isUtf16(Charset charset) {
    return charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (!text.hasRemaining()) {
      if (atEnd && !bytes.hasRemaining()) {
        return -1;
      }
      decodeSome();
    }
    int count = Math.min(length, text.remaining());
    text.get(target, at, count);
    return count;
  }

  private void decodeSome() throws IOException {
    if (hungry && !atEnd) {
      fill();
    }
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, atEnd);
    hungry = result.isUnderflow();
    text.clear();
    encoder.encode(chars.flip(), text, false);
    if (result.isError()) {
      leaveOut(result.length());
    }
    text.flip();
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    atEnd = count < 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
  }

  private void leaveOut(int length) {
    if (utf16 && atEnd && bytes.remaining() == length && length < 4) {
      throw new InvalidInputException("body", "the UTF-16 of the body ends within a character");
    }
    bytes.position(bytes.position() + Math.min(length, MOST_LEFT_OUT));
    text.put(NO_CHARACTER);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
