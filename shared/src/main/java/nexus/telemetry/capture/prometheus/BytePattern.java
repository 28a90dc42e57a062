package nexus.telemetry.capture.prometheus;

import java.nio.charset.StandardCharsets;

/**
 * A few ASCII characters that are looked for in megabytes of text. The JVM looks for them in
 * strings many bytes at once, so a window of the text after the other is made one.
 */
final class BytePattern {

  private static final int WINDOW = 64 << 10;

  private final String ascii;

  BytePattern(String ascii) {
    this.ascii = ascii;
  }

  int length() {
    return ascii.length();
  }

  /** Where it first begins, at a place or behind it; −1 where it does not. */
  int indexIn(byte[] text, int from) {
    return indexIn(text, from, WINDOW);
  }

  /**
   * The same.
   *
   * @param window how many places are looked at at once
   */
  int indexIn(byte[] text, int from, int window) {
    int end = text.length - ascii.length() + 1;
    for (int start = from; start < end; start += window) {
      int length = Math.min(window, end - start) + ascii.length() - 1;
      int at = new String(text, start, length, StandardCharsets.ISO_8859_1).indexOf(ascii);
      if (at >= 0) {
        return start + at;
      }
    }
    return -1;
  }
}
