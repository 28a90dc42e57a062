package nexus.bench.compare;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** As much of Redis's protocol (RESP2) as appending to a stream needs. */
final class RedisProtocol {

  private static final int BUFFER = 1 << 16;

  private RedisProtocol() {}

  /** One command as an array of bulk strings. */
  static byte[] command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes an {@code XADD} for every row of a CSV file, its header left out: the rows to all of
   * {@code outs} in turn. Each gets a {@code PING} as its last.
   */
  static void encodeRows(Path csv, String stream, List<OutputStream> outs) throws IOException {
    int row = 0;
    try (BufferedReader lines = Files.newBufferedReader(csv, StandardCharsets.ISO_8859_1)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        outs.get(row++ % outs.size()).write(command("XADD", stream, "*", "row", line));
      }
    }
    for (OutputStream out : outs) {
      out.write(command("PING"));
    }
  }

  /**
   * Reads replies up to the one of {@code PING}.
   *
   * @throws IOException with Redis's words when a reply is an error, or the connection ends
   */
  static void awaitPong(InputStream replies) throws IOException {
    InputStream in = new BufferedInputStream(replies, BUFFER);
    for (int type = in.read(); type >= 0; type = in.read()) {
      switch (type) {
        case '$' -> in.skipNBytes(Long.parseLong(line(in)) + 2);
        case '+' -> {
          if (line(in).equals("PONG")) {
            return;
          }
        }
        default -> throw new IOException("Redis answered " + (char) type + line(in));
      }
    }
    throw new EOFException("Redis closed the connection");
  }

  /** Reads a reply that is a status or a number. */
  static String simpleReply(InputStream in) throws IOException {
    int type = in.read();
    String reply = line(in);
    if (type != '+' && type != ':') {
      throw new IOException("Redis answered " + (char) type + reply);
    }
    return reply;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.append((char) next);
    }
    in.skipNBytes(1);
    return line.toString();
  }
}
