package nexus.local;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes values as X.509 has them: tag, length, content (ITU-T X.690, distinguished encoding). */
final class Der {

  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int IDENTIFIER = 0x06;
  private static final int UTF8 = 0x0c;
  private static final int SHORT_TIME = 0x17;
  private static final int LONG_TIME = 0x18;
  private static final int FIRST_YEAR_OF_LONG_TIMES = 2050;
  private static final int LONG_LENGTH = 0x80;

  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  /** A value of any tag, whose content is those parts. */
  static byte[] of(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    value.writeBytes(length(content.size()));
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  private static byte[] length(int length) {
    if (length < LONG_LENGTH) {
      return new byte[] {(byte) length};
    }
    byte[] digits = BigInteger.valueOf(length).toByteArray();
    int sign = digits[0] == 0 ? 1 : 0;
    byte[] all = new byte[1 + digits.length - sign];
    all[0] = (byte) (LONG_LENGTH | (digits.length - sign));
    System.arraycopy(digits, sign, all, 1, digits.length - sign);
    return all;
  }

  static byte[] sequence(byte[]... parts) {
    return of(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return of(INTEGER, value.toByteArray());
  }

  static byte[] yes() {
    return of(BOOLEAN, new byte[] {(byte) 0xff});
  }

  /** Bits, of which the last {@code unused} do not count. */
  static byte[] bits(int unused, byte[] bits) {
    return of(BITS, new byte[] {(byte) unused}, bits);
  }

  static byte[] text(String text) {
    return of(UTF8, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object identifier, such as {@code 2.5.4.3}. */
  static byte[] identifier(String dotted) {
    String[] words = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(40 * Integer.parseInt(words[0]) + Integer.parseInt(words[1]));
    for (int i = 2; i < words.length; i++) {
      int number = Integer.parseInt(words[i]);
      int groups = (31 - Integer.numberOfLeadingZeros(Math.max(1, number))) / 7;
      for (int group = groups; group > 0; group--) {
        content.write(0x80 | (number >> (7 * group) & 0x7f));
      }
      content.write(number & 0x7f);
    }
    return of(IDENTIFIER, content.toByteArray());
  }

  /** A time to the second; years from 2050 on are written with four digits, as X.509 wants it. */
  static byte[] time(Instant time) {
    boolean later = time.atZone(ZoneOffset.UTC).getYear() >= FIRST_YEAR_OF_LONG_TIMES;
    return of(
        later ? LONG_TIME : SHORT_TIME,
        (later ? LONG : SHORT).format(time).getBytes(StandardCharsets.US_ASCII));
  }
}
