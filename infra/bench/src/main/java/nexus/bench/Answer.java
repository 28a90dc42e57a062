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
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";
  private static final String UNFINISHED = "the connection ended before the answer did";

  boolean is(int code) {
    return status.startsWith("HTTP/1.1 " + code + " ");
  }

  /**
   * Reads one answer after the other; each must tell where its body ends: by its length, or by
   * coming in chunks, and then no other answer may be under way.
   */
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
     * @throws IOException when it cannot be read, or does not tell where it ends
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
      String status = head.substring(0, head.indexOf("\r\n"));
      return new Answer(status, body(head, end));
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

    private byte[] body(String head, int end) throws IOException {
      String fields = head.toLowerCase(Locale.ROOT);
      int length = fields.indexOf(LENGTH);
      if (length >= 0) {
        int from = length + LENGTH.length();
        return body(end, Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip()));
      } else if (fields.contains(CHUNKED)) {
        InputStream here = new ByteArrayInputStream(buffer.clone(), end, filled - end);
        filled = 0;
        return chunks(new SequenceInputStream(here, in));
      } else if (head.startsWith("HTTP/1.1 204 ")) {
        return body(end, 0);
      }
      throw new IOException("an answer that does not tell its length: " + head);
    }

    private byte[] body(int end, int length) throws IOException {
      byte[] body = new byte[length];
      int here = Math.min(length, filled - end);
      System.arraycopy(buffer, end, body, 0, here);
      filled -= end + here;
      System.arraycopy(buffer, end + here, buffer, 0, filled);
      if (in.readNBytes(body, here, length - here) < length - here) {
        throw new EOFException(UNFINISHED);
      }
      return body;
    }

    /** Nothing follows the last chunk, for nothing more was asked: reading ahead loses nothing. */
    private static byte[] chunks(InputStream unbuffered) throws IOException {
      InputStream in = new BufferedInputStream(unbuffered);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(in), 16);
          size > 0;
          size = Integer.parseInt(line(in), 16)) {
        byte[] chunk = in.readNBytes(size);
        if (chunk.length < size) {
          throw new EOFException(UNFINISHED);
        }
        body.writeBytes(chunk);
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
  }
}
