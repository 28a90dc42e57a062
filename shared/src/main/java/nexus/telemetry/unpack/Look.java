package nexus.telemetry.unpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How files of a kind begin. */
final class Look {

  /** Bytes that are looked at. */
  private static final int MOST = 4 << 10;

  private static final String ANY_BYTE = "..";
  private static final byte ESCAPE = 0x1b;
  private static final int FEWEST_CONTROLS = 4;
  private static final int BYTES_A_CONTROL = 20;

  private final boolean signature;
  private final Predicate<byte[]> fits;

  private Look(boolean signature, Predicate<byte[]> fits) {
    this.signature = signature;
    this.fits = fits;
  }

  /** By bytes that no text begins with, in hex; two points stand for any byte. */
  static Look bytes(String... signatures) {
    return at(0, signatures);
  }

  /** By bytes that stand {@code offset} bytes behind the beginning. */
  static Look at(int offset, String... signatures) {
    return new Look(true, file -> List.of(signatures).stream().anyMatch(s -> is(file, offset, s)));
  }

  /** By what is found in the first lines. */
  static Look text(String pattern) {
    Pattern known = Pattern.compile(pattern);
    return new Look(false, file -> known.matcher(text(file)).find());
  }

  /** By many bytes that no text has. */
  static Look noText() {
    return new Look(false, Look::isBinary);
  }

  /** By nothing in its bytes: something else says so. */
  static Look never() {
    return new Look(false, file -> false);
  }

  /** Whether the bytes show it, before it is known how characters are written. */
  boolean isSignature() {
    return signature;
  }

  boolean fits(byte[] beginning) {
    return fits.test(beginning);
  }

  private static boolean is(byte[] file, int offset, String signature) {
    int length = signature.length() / 2;
    if (file.length < offset + length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      String wanted = signature.substring(2 * i, 2 * i + 2);
      if (!wanted.equals(ANY_BYTE) && file[offset + i] != HexFormat.of().parseHex(wanted)[0]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] file) {
    String text =
        new String(Arrays.copyOf(file, Math.min(MOST, file.length)), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Such bytes spoil their rows; many of them, in the first line already, are no text. */
  private static boolean isBinary(byte[] file) {
    int length = Math.min(MOST, file.length);
    int controls = 0;
    boolean inFirstLine = false;
    boolean firstLine = true;
    for (int i = 0; i < length; i++) {
      boolean control = isControl(file[i]);
      controls += control ? 1 : 0;
      inFirstLine |= control && firstLine;
      firstLine &= file[i] != '\n';
    }
    return inFirstLine && controls >= FEWEST_CONTROLS && controls * BYTES_A_CONTROL >= length;
  }

  private static boolean isControl(byte one) {
    boolean blank = one >= '\t' && one <= '\r';
    return (one >= 0 && one < ' ' && !blank && one != ESCAPE) || one == 0x7f;
  }
}
