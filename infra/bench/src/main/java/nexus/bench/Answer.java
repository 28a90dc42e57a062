package nexus.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import nexus.local.LocalFailure;

/**
 * Reads one answer of HTTP/1.1 after the other; each must tell where its body ends: by its length,
 * or by coming in chunks.
 */
final class Answer {

  private static final int LONGEST_HEAD = 64 << 10;
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";
  private static final String NO_CONTENT = "HTTP/1.1 204 ";
  private static final byte[] NOTHING = {};
  private static final String UNFINISHED = "the connection ended before the answer did";

  private final byte[] buffer = new byte[LONGEST_HEAD];

  /**
   * The body of the next answer.
   *
   * @param request what was asked, for the failure
   * @throws LocalFailure when its status is neither 200 nor 204
   * @throws IOException when it cannot be read, or does not tell where it ends
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
    byte[] body =
        body(
            head, new SequenceInputStream(new ByteArrayInputStream(buffer, end, filled - end), in));
    if (!head.startsWith("HTTP/1.1 200 ") && !head.startsWith(NO_CONTENT)) {
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

  private static byte[] body(String head, InputStream in) throws IOException {
    String fields = head.toLowerCase(Locale.ROOT);
    int length = fields.indexOf(LENGTH);
    if (length >= 0) {
      int from = length + LENGTH.length();
      return exactly(in, Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip()));
    }
    if (fields.contains(CHUNKED)) {
      return chunks(in);
    }
    if (head.startsWith(NO_CONTENT)) {
      return NOTHING;
    }
    throw new IOException("an answer that does not tell its length: " + head);
  }

  /** Nothing follows the last chunk, for nothing more was asked: reading ahead loses nothing. */
  private static byte[] chunks(InputStream unbuffered) throws IOException {
    InputStream in = new BufferedInputStream(unbuffered);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16);
        size > 0;
        size = Integer.parseInt(line(in), 16)) {
      body.writeBytes(exactly(in, size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException(UNFINISHED);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    if (in.readNBytes(bytes, 0, length) < length) {
      throw new EOFException(UNFINISHED);
    }
    return bytes;
  }
}
