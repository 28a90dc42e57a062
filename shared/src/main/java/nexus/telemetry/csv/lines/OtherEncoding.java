package nexus.telemetry.csv.lines;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import nexus.telemetry.csv.rows.RowRejected;

/** Knows a line that is in another encoding than the file's beginning, by which all was read. */
public final class OtherEncoding {

  /** Bytes or characters that are no chance. */
  private static final int ENOUGH = 8;

  private OtherEncoding() {}

  /** Why the line cannot be read: that, or {@code usual} where it is in no other encoding. */
  public static RowRejected reason(LineReader line, RowRejected usual) {
    return reason(line.bytes(), line.start(), line.keptEnd())
        .map(reason -> new RowRejected(RowRejected.WHOLE_ROW, reason))
        .orElse(usual);
  }

  private static Optional<String> reason(byte[] bytes, int from, int to) {
    int length = to - from;
    int zeros = 0;
    for (int i = from; i < to; i++) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    if (length < ENOUGH) {
      return Optional.empty();
    } else if (zeros == length) {
      return Optional.of("the line is zeros: the file was not written to its end");
    } else if (Math.abs(2 * zeros - length) <= 2) {
      return Optional.of(
          "the line is UTF-16, and the beginning of the file is not: save all of it in one"
              + " encoding");
    }
    return isPacked(new String(bytes, from, length, StandardCharsets.UTF_8))
        ? Optional.of(
            "the line is not UTF-16, and the beginning of the file is: save all of it in one"
                + " encoding")
        : Optional.empty();
  }

  /** Whether nearly all characters would be two of ASCII each. */
  private static boolean isPacked(String text) {
    long packed = text.chars().filter(c -> isAscii(c >> 8) && isAscii(c & 0xff)).count();
    return packed >= ENOUGH && packed * 10 >= text.length() * 9L;
  }

  private static boolean isAscii(int c) {
    return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
  }
}
