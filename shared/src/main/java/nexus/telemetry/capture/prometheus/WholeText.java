package nexus.telemetry.capture.prometheus;

import java.util.Locale;
import nexus.telemetry.model.InvalidInputException;

/**
 * Whether a text as Prometheus scrapes it is all that was to be sent. A text that was cut off
 * within a value reads as another value; but the last line of every text ends with a line feed, and
 * that of OpenMetrics is {@code # EOF}.
 */
public final class WholeText {

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String FIELD = "body";
  private static final BytePattern EOF = new BytePattern("# EOF");

  private WholeText() {}

  /**
   * Checks a text from a live sender.
   *
   * @param contentType what the sender calls it; empty where it does not say
   * @throws InvalidInputException with field {@code body} when it was cut off, or goes on behind
   *     its end
   */
  public static void check(byte[] text, String contentType) {
    int eof = endOfEof(text);
    if (eof >= 0) {
      checkNothingFrom(text, eof);
    } else if (contentType.strip().toLowerCase(Locale.ROOT).startsWith(OPEN_METRICS)) {
      throw cut("OpenMetrics ends with the line # EOF");
    } else if (text.length > 0 && text[text.length - 1] != '\n') {
      throw cut("its last line ends with a line feed");
    }
  }

  private static InvalidInputException cut(String rule) {
    return new InvalidInputException(
        FIELD, "the text was cut off, and nothing of it is taken: " + rule);
  }

  /** Where the first line {@code # EOF} ends; −1 where there is none. */
  private static int endOfEof(byte[] text) {
    int at = EOF.indexIn(text, 0);
    while (at >= 0) {
      int end = at + EOF.length();
      end += end < text.length && text[end] == '\r' ? 1 : 0;
      boolean begins = at == 0 || text[at - 1] == '\n';
      if (begins && (end == text.length || text[end] == '\n')) {
        return end;
      }
      at = EOF.indexIn(text, at + 1);
    }
    return -1;
  }

  private static void checkNothingFrom(byte[] text, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] != '\n' && text[i] != '\r') {
        throw new InvalidInputException(
            FIELD, "text stands behind the line # EOF, where a text of OpenMetrics ends");
      }
    }
  }
}
