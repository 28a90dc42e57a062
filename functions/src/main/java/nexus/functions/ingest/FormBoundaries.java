package nexus.functions.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.model.InvalidInputException;

/**
 * Looks at the lines of a form that begin with its boundary (RFC 2046, 5.1.1). A form that none of
 * them closes was cut off, wherever in its file that was. One that stands where it cannot be meant,
 * or that comes behind the closing one, is a line of the file, and the file goes on behind it. What
 * decodes forms takes either for the file's end.
 *
 * <pre>
 * --boundary CRLF headers CRLF CRLF file CRLF --boundary-- CRLF epilogue
 *          └ spaces and the line's end, or    └ closes it
 * </pre>
 */
final class FormBoundaries {

  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary\\s*=\\s*(?:\"([^\"]+)\"|([^;\\s\"]+))", Pattern.CASE_INSENSITIVE);

  /** The longest that is allowed. */
  private static final int LONGEST = 70;

  /** What the bytes behind a boundary were so far. */
  private enum Behind {
    NOTHING,
    DASH,
    TWO_DASHES,
    SPACE,
    RETURN,
    END_OF_LINE,
    TEXT
  }

  private final byte[] sought;

  /** How far the text may be moved on by its byte that stands at the end of what is sought. */
  private final int[] skip = new int[256];

  /** The end of what was seen, in front of what comes next. */
  private byte[] window = {'\n'};

  private int kept = 1;
  private Behind behind = Behind.END_OF_LINE;
  private boolean closed;
  private boolean misplaced;

  private FormBoundaries(String boundary) {
    sought = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    Arrays.fill(skip, sought.length);
    for (int i = 0; i < sought.length - 1; i++) {
      skip[sought[i] & 0xff] = sought.length - 1 - i;
    }
  }

  /** Whether a {@code Content-Type} names a boundary. */
  static boolean isNamedIn(String contentType) {
    return BOUNDARY.matcher(contentType).find();
  }

  /**
   * Those of a form.
   *
   * @throws InvalidInputException when its {@code Content-Type} names none
   */
  static FormBoundaries of(String contentType) {
    Matcher named = BOUNDARY.matcher(contentType == null ? "" : contentType);
    String boundary = !named.find() ? "" : named.group(1) != null ? named.group(1) : named.group(2);
    if (boundary.isEmpty() || boundary.length() > LONGEST) {
      throw new InvalidInputException(
          "Content-Type", "the form needs a boundary of 1 to 70 characters");
    }
    return new FormBoundaries(boundary);
  }

  /** Sees the next piece of the body. */
  void see(Buffer piece) {
    int limit = kept + piece.length();
    if (limit > window.length) {
      window = Arrays.copyOf(window, Math.max(limit, 2 * window.length));
    }
    piece.getBytes(0, piece.length(), window, kept);
    int at = behind == Behind.END_OF_LINE ? 1 : kept;
    while (at < limit) {
      if (behind == Behind.END_OF_LINE) {
        at = behindNext(at, limit);
      } else {
        seeBehind(window[at]);
        at++;
      }
    }
    kept = Math.min(limit, sought.length);
    System.arraycopy(window, limit - kept, window, 0, kept);
  }

  /** Whether the form was closed by now. */
  boolean isClosed() {
    return closed;
  }

  /** Whether a line began with the boundary that is none of the form's own. */
  boolean isMisplaced() {
    return misplaced;
  }

  /** Where what follows the next boundary begins; the limit where there is none. */
  private int behindNext(int from, int limit) {
    int at = next(from, limit);
    if (at < 0) {
      return limit;
    }
    misplaced |= closed;
    behind = Behind.NOTHING;
    return at + sought.length;
  }

  /** Mostly the length of what is sought at a step. (Horspool, 1980.) */
  private int next(int from, int limit) {
    int last = sought.length - 1;
    for (int at = from; at + last < limit; at += skip[window[at + last] & 0xff]) {
      if (window[at - 1] == '\n'
          && Arrays.equals(window, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    return -1;
  }

  private void seeBehind(byte next) {
    behind =
        switch (next) {
          case '-' ->
              behind == Behind.NOTHING
                  ? Behind.DASH
                  : behind == Behind.DASH ? Behind.TWO_DASHES : Behind.TEXT;
          case ' ', '\t' ->
              behind == Behind.DASH || behind == Behind.RETURN ? Behind.TEXT : Behind.SPACE;
          case '\r' ->
              behind == Behind.DASH || behind == Behind.RETURN ? Behind.TEXT : Behind.RETURN;
          case '\n' -> behind == Behind.DASH ? Behind.TEXT : Behind.END_OF_LINE;
          default -> Behind.TEXT;
        };
    closed |= behind == Behind.TWO_DASHES;
    if (behind == Behind.TEXT) {
      misplaced = true;
      behind = Behind.END_OF_LINE;
    }
  }
}
