package nexus.telemetry.capture.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A few ASCII characters that are looked for in megabytes of text: where a byte is none of them, as
 * many bytes are passed over at once (Horspool, Practical fast searching in strings, 1980).
 */
final class BytePattern {

  private final byte[] bytes;

  /** How far the pattern may move, by the byte under its end. */
  private final int[] steps = new int[256];

  BytePattern(String ascii) {
    bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(steps, bytes.length);
    for (int i = 0; i < bytes.length - 1; i++) {
      steps[bytes[i] & 0xff] = bytes.length - 1 - i;
    }
  }

  int length() {
    return bytes.length;
  }

  /** Where it first begins, at a place or behind it; −1 where it does not. */
  int indexIn(byte[] text, int from) {
    int last = bytes.length - 1;
    int at = from;
    while (at + last < text.length) {
      if (Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length)) {
        return at;
      }
      at += steps[text[at + last] & 0xff];
    }
    return -1;
  }
}
