package nexus.telemetry.unpack;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The first bytes of something, and what they tell of it. */
final class Head {

  /** As many as are looked at: a tar is known by what stands behind its first file's name. */
  static final int BYTES = 512;

  /** Whether text is UTF-16 is seen in these. */
  private static final int BYTES_OF_TEXT = 64;

  /** Fewer tell nothing of UTF-16 without a byte order mark. */
  private static final int FEWEST_OF_UTF_16 = 8;

  private final byte[] bytes;

  Head(byte[] bytes) {
    this.bytes = bytes.length > BYTES ? Arrays.copyOf(bytes, BYTES) : bytes;
  }

  /** Looks at the first bytes, which stay there. */
  static Head peek(PushbackInputStream in) throws IOException {
    byte[] first = in.readNBytes(BYTES);
    in.unread(first);
    return new Head(first);
  }

  /** What these bytes are the beginning of; no text begins so. */
  Optional<Container> container() {
    if (begin("1f8b")) {
      return Optional.of(Container.GZIP);
    } else if (begin("28b52ffd") || isSkippedByZstd()) {
      return Optional.of(Container.ZSTD);
    } else if (begin("504b0304") || begin("504b0506")) {
      return Optional.of(Container.ZIP);
    }
    return Optional.empty();
  }

  /** A frame of zstd that holds no data may come first. */
  private boolean isSkippedByZstd() {
    return bytes.length >= 4
        && (bytes[0] & 0xf0) == 0x50
        && Arrays.equals(bytes, 1, 4, HexFormat.of().parseHex("2a4d18"), 0, 3);
  }

  /** What nobody reads here, by its first bytes; said rather than a word on its first line. */
  Optional<Foreign> unreadable() {
    return Foreign.bySignature(bytes);
  }

  boolean isMarkedUtf8() {
    return begin("efbbbf");
  }

  /** Bytes of the byte order mark. */
  int markBytes() {
    if (isMarkedUtf8()) {
      return 3;
    }
    return begin("fffe") || begin("feff") ? 2 : 0;
  }

  /** Which UTF-16 this is: by its mark, or as every second byte is 0 and the others are text. */
  Optional<Charset> utf16() {
    if (begin("fffe") || (markBytes() == 0 && isLatinAt(0))) {
      return Optional.of(StandardCharsets.UTF_16LE);
    } else if (begin("feff") || (markBytes() == 0 && isLatinAt(1))) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    return Optional.empty();
  }

  private boolean isLatinAt(int parity) {
    for (int i = 0; i < Math.min(bytes.length, BYTES_OF_TEXT); i++) {
      boolean right = i % 2 == parity ? isLatinText(bytes[i]) : bytes[i] == 0;
      if (!right) {
        return false;
      }
    }
    return bytes.length >= FEWEST_OF_UTF_16;
  }

  private static boolean isLatinText(byte one) {
    boolean control = (one & 0x7f) < ' ' || one == 0x7f;
    return !control || one == '\t' || one == '\r' || one == '\n';
  }

  private boolean begin(String hex) {
    byte[] known = HexFormat.of().parseHex(hex);
    return bytes.length >= known.length
        && Arrays.equals(bytes, 0, known.length, known, 0, known.length);
  }
}
