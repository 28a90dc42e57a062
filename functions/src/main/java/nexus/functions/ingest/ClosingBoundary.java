package nexus.functions.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;

/**
 * Looks for the boundary that closes a form (RFC 2046, 5.1.1). A form without it was cut off,
 * wherever in its file that was; what decodes forms takes the end of the body for the file's.
 *
 * <pre>
 * --boundary CRLF headers CRLF CRLF file CRLF --boundary-- epilogue
 *                                             └ looked for, at the beginning of a line
 * </pre>
 */
final class ClosingBoundary {

  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary\\s*=\\s*(?:\"([^\"]+)\"|([^;\\s\"]+))", Pattern.CASE_INSENSITIVE);

  /** The longest that is allowed. */
  private static final int LONGEST = 70;

  private final byte[] sought;

  /** How far the text may be moved on by its byte that stands at the end of what is sought. */
  private final int[] skip = new int[256];

  /** The end of what was seen, in front of what comes next. */
  private byte[] window = {'\n'};

  private int kept = 1;
  private boolean seen;

  private ClosingBoundary(String boundary) {
    sought = ("--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(skip, sought.length);
    for (int i = 0; i < sought.length - 1; i++) {
      skip[sought[i] & 0xff] = sought.length - 1 - i;
    }
  }

  /**
   * That of a form.
   *
   * @throws InvalidInputException when its {@code Content-Type} names none
   */
  static ClosingBoundary of(String contentType) {
    Matcher named = BOUNDARY.matcher(contentType == null ? "" : contentType);
    String boundary = !named.find() ? "" : named.group(1) != null ? named.group(1) : named.group(2);
    if (boundary.isEmpty() || boundary.length() > LONGEST) {
      throw new InvalidInputException(
          "Content-Type", "the form needs a boundary of 1 to 70 characters");
    }
    return new ClosingBoundary(boundary);
  }

  /** Sees the next piece of the body. */
  void see(Buffer piece) {
    if (seen) {
      return;
    }
    int limit = kept + piece.length();
    if (limit > window.length) {
      window = Arrays.copyOf(window, Math.max(limit, 2 * window.length));
    }
    piece.getBytes(0, piece.length(), window, kept);
    seen = isIn(limit);
    kept = Math.min(limit, sought.length);
    System.arraycopy(window, limit - kept, window, 0, kept);
  }

  /** Whether the form was closed by now. */
  boolean isSeen() {
    return seen;
  }

  /** Mostly the length of what is sought at a step. (Horspool, 1980.) */
  private boolean isIn(int limit) {
    int last = sought.length - 1;
    for (int at = 1; at + last < limit; at += skip[window[at + last] & 0xff]) {
      if (window[at - 1] == '\n'
          && Arrays.equals(window, at, at + sought.length, sought, 0, sought.length)) {
        return true;
      }
    }
    return false;
  }
}
