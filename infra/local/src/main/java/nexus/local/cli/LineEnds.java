package nexus.local.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where lines end, in a text of one byte a character or more, or in UTF-16, which its mark at the
 * beginning says. PowerShell writes such files.
 */
enum LineEnds {
  BYTES(1, 0, StandardCharsets.ISO_8859_1),
  UTF_16LE(2, 0, StandardCharsets.UTF_16LE),
  UTF_16BE(2, 1, StandardCharsets.UTF_16BE);

  private static final byte NEWLINE = '\n';

  private final int width;
  private final int low;
  private final Charset charset;

  LineEnds(int width, int low, Charset charset) {
    this.width = width;
    this.low = low;
    this.charset = charset;
  }

  /** By the first bytes of a file. */
  static LineEnds of(byte[] start) {
    if (start.length < 2) {
      return BYTES;
    }
    int mark = ((start[0] & 0xff) << 8) | (start[1] & 0xff);
    return mark == 0xfffe ? UTF_16LE : mark == 0xfeff ? UTF_16BE : BYTES;
  }

  /** How many bytes at the beginning are the mark alone. */
  int mark() {
    return width == 1 ? 0 : 2;
  }

  /** The first place behind a newline that is in {@code bytes} from {@code from}; -1 for none. */
  int after(byte[] bytes, int from) {
    for (int at = from; at + width <= bytes.length; at += width) {
      if (isNewline(bytes, at)) {
        return at + width;
      }
    }
    return -1;
  }

  /** The place behind the last newline; 0 where there is none. The bytes begin with a character. */
  int afterLast(byte[] bytes) {
    for (int at = bytes.length / width * width - width; at >= 0; at -= width) {
      if (isNewline(bytes, at)) {
        return at + width;
      }
    }
    return 0;
  }

  /** Whether the first {@code length} bytes end with a newline. */
  boolean isAtEnd(byte[] bytes, int length) {
    return length >= width && isNewline(bytes, length - width);
  }

  /** How many newlines are in the first {@code length} bytes. */
  int count(byte[] bytes, int length) {
    int count = 0;
    for (int at = 0; at + width <= length; at += width) {
      if (isNewline(bytes, at)) {
        count++;
      }
    }
    return count;
  }

  /** As text, in which what is not ASCII may be anything. */
  String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, charset);
  }

  private boolean isNewline(byte[] bytes, int at) {
    return bytes[at + low] == NEWLINE && (width == 1 || bytes[at + 1 - low] == 0);
  }
}
