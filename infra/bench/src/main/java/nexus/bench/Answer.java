package nexus.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import nexus.local.LocalFailure;

/** Reads one answer of HTTP/1.1 after the other; each must tell the length of its body. */
final class Answer {

  private static final int LONGEST_HEAD = 64 << 10;
  private static final String LENGTH = "\r\ncontent-length:";

  private final byte[] buffer = new byte[LONGEST_HEAD];

  /**
   * The body of the next answer.
   *
   * @param request what was asked, for the failure
   * @throws LocalFailure when its status is not 200
   * @throws IOException when it cannot be read, or does not tell its length
   */
  byte[] read(InputStream in, String request) throws IOException {
    int filled = 0;
    int end = -1;
    while (end < 0) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        throw new EOFException("the connection ended before the answer's head did");
      }
      end = endOfHead(filled + read, Math.max(0, filled - 3));
      filled += read;
    }
    String head = new String(buffer, 0, end, StandardCharsets.US_ASCII);
    byte[] body = new byte[length(head)];
    int here = Math.min(body.length, filled - end);
    System.arraycopy(buffer, end, body, 0, here);
    if (in.readNBytes(body, here, body.length - here) < body.length - here) {
      throw new EOFException("the connection ended before the answer did");
    }
    if (!head.startsWith("HTTP/1.1 200 ")) {
      String status = head.substring(0, head.indexOf("\r\n"));
      throw new LocalFailure(
          request + " answered " + status + ": " + new String(body, StandardCharsets.UTF_8));
    }
    return body;
  }

  /** Where the head's empty line ends; -1 where it is not there yet. */
  private int endOfHead(int filled, int from) {
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
