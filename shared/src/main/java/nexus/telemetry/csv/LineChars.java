package nexus.telemetry.csv;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Gives FastCSV one line at a time. A read beyond the line meets the end of the file, so an open
 * quote ends at its own line.
 */
final class LineChars extends Reader {

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private String line = "";
  private int position = 1;

  /** Takes the current line; false when it is not UTF-8. */
  boolean load(LineReader source) {
    int length = source.end() - source.start();
    if (source.isAscii()) {
      line = new String(source.bytes(), source.start(), length, StandardCharsets.ISO_8859_1);
    } else {
      try {
        line = decoder.decode(ByteBuffer.wrap(source.bytes(), source.start(), length)).toString();
      } catch (CharacterCodingException e) {
        return false;
      }
    }
    position = 0;
    return true;
  }

  /** Copies characters of the line, then the newline that ends it, and then there are no more. */
  @Override
  public int read(char[] target, int offset, int most) {
    int left = line.length() - position;
    if (left < 0) {
      return -1;
    }
    int count = Math.min(most, left);
    line.getChars(position, position + count, target, offset);
    if (count < most) {
      target[offset + count++] = '\n';
    }
    position += count;
    return count;
  }

  @Override
  public void close() {
    position = line.length() + 1;
  }
}
