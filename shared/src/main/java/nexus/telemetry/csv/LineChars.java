package nexus.telemetry.csv;

import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Gives FastCSV one line at a time. Who asks for more within a row meets the end of the file: an
 * unclosed quote therefore ends at its own line.
 */
final class LineChars extends Reader {

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final char[] characters = new char[LineReader.MAX_LINE + 1];
  private int position;
  private int length;

  /** Takes the current line, which is no longer than a line may be; false when it is not UTF-8. */
  boolean load(LineReader line) {
    position = 0;
    length = line.end() - line.start();
    if (line.isAscii()) {
      inflate(line.buffer(), line.start());
    } else if (!decode(line)) {
      length = 0;
      return false;
    }
    characters[length++] = '\n';
    return true;
  }

  @Override
  public int read(char[] target, int offset, int most) {
    if (position == length) {
      return -1;
    }
    int count = Math.min(most, length - position);
    System.arraycopy(characters, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() {
    length = position;
  }

  private void inflate(byte[] bytes, int start) {
    for (int i = 0; i < length; i++) {
      characters[i] = (char) bytes[start + i];
    }
  }

  private boolean decode(LineReader line) {
    CharBuffer target = CharBuffer.wrap(characters);
    ByteBuffer source = ByteBuffer.wrap(line.buffer(), line.start(), length);
    boolean valid = !decoder.reset().decode(source, target, true).isError();
    length = target.position();
    return valid && !decoder.flush(target).isError();
  }
}
