package nexus.functions.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Frames of HTTP/2 (RFC 9113), of stream 1, as a client sends them that knows that it is spoken.
 * Header fields are written as literals without an index (RFC 7541, 6.2.2).
 */
public final class Http2Frames {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;

  private Http2Frames() {}

  /** What a connection begins with. */
  public static byte[] begin() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    bytes.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    return bytes.toByteArray();
  }

  /** A request that has a body. */
  public static byte[] request(Map<String, String> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    fields.forEach(
        (name, value) -> {
          block.write(0);
          text(block, name);
          text(block, value);
        });
    return frame(HEADERS, END_HEADERS, 1, block.toByteArray());
  }

  private static void text(ByteArrayOutputStream to, String text) {
    if (text.length() > 126) {
      throw new IllegalArgumentException("too long to be written so: " + text);
    }
    to.write(text.length());
    to.writeBytes(text.getBytes(ISO_8859_1));
  }

  /** A piece of the body. */
  public static byte[] data(byte[] bytes, boolean last) {
    return frame(DATA, last ? END_STREAM : 0, 1, bytes);
  }

  /** The client gives the request up. */
  public static byte[] cancel() {
    return frame(RST_STREAM, 0, 1, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >>> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }
}
