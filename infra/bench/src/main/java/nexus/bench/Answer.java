package nexus.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An answer of HTTP/1.1.
 *
 * @param status its status line
 * @param body its body
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Answer(String status, byte[] body) {

  private static final int LONGEST_HEAD = 64 << 10;
  private static final String LENGTH = "\r\ncontent-length:";

  boolean is(int code) {
    return status.startsWith("HTTP/1.1 " + code + " ");
  }

  /** Reads one answer after the other; each must tell the length of its body. */
  static final class Reader {

    private final InputStream in;

    /** What was read and is not answered yet. */
    private final byte[] buffer = new byte[LONGEST_HEAD];

    private int filled;

    Reader(InputStream in) {
      this.in = in;
    }

    /**
     * The next answer.
     *
     * @throws IOException when it cannot be read, or does not tell its length
     */
    Answer next() throws IOException {
      int end = endOfHead(0);
      while (end < 0) {
        int before = filled;
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read <= 0) {
          throw new EOFException("the connection ended before the answer's head did");
        }
        filled += read;
        end = endOfHead(Math.max(0, before - 3));
      }
      String head = new String(buffer, 0, end, StandardCharsets.US_ASCII);
      byte[] body = new byte[length(head)];
      int here = Math.min(body.length, filled - end);
      System.arraycopy(buffer, end, body, 0, here);
      filled -= end + here;
      System.arraycopy(buffer, end + here, buffer, 0, filled);
      if (in.readNBytes(body, here, body.length - here) < body.length - here) {
        throw new EOFException("the connection ended before the answer did");
      }
      return new Answer(head.substring(0, head.indexOf("\r\n")), body);
    }

    /** Where the head's empty line ends; -1 where it is not there yet. */
    private int endOfHead(int from) {
      for (int at = from; at + 4 <= filled; at++) {
        if (buffer[at] == '\r'
            && buffer[at + 1] == '\n'
            && buffer[at + 2] == '\r'
            && buffer[at + 3] == '\n') {
          return at + 4;
        }
      }
      return -1;
    }

    private static int length(String head) throws IOException {
      int field = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
      if (field < 0) {
        throw new IOException("an answer that does not tell its length: " + head);
      }
      int from = field + LENGTH.length();
      return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }
  }
}
