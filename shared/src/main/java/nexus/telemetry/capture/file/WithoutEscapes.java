package nexus.telemetry.capture.file;

import java.io.IOException;
import java.io.InputStream;

/**
 * A text without the escape sequences by which terminals are told of colours and the like
 * (ECMA-48): they say nothing of a value.
 *
 * <pre>
 * ESC [ parameters letter      ESC ] anything BEL      ESC ] anything ESC \      ESC character
 * </pre>
 */
public final class WithoutEscapes extends InputStream {

  private static final int ESCAPE = 0x1b;
  private static final int BELL = 0x07;

  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private State state = State.TEXT;

  /** Where in a sequence the next byte is. */
  private enum State {
    TEXT,
    ESCAPE,
    PARAMETERS,
    STRING,
    STRING_ESCAPE
  }

  /**
   * @param in the text; not closed
   */
  public WithoutEscapes(InputStream in) {
    this.in = in;
  }

  /** Whether a text has such a sequence. */
  public static boolean isNeeded(byte[] text) {
    for (int i = 0; i + 1 < text.length; i++) {
      if (text[i] == ESCAPE && (text[i + 1] == '[' || text[i + 1] == ']')) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int kept = 0;
    while (kept == 0) {
      int count = in.read(buffer, 0, Math.min(length, buffer.length));
      if (count < 0) {
        return -1;
      }
      for (int i = 0; i < count; i++) {
        if (isText(buffer[i])) {
          target[from + kept++] = buffer[i];
        }
      }
    }
    return kept;
  }

  /** A line's end ends every sequence, so that one that is cut off costs no further line. */
  private boolean isText(byte b) {
    if (b == '\n') {
      state = State.TEXT;
      return true;
    }
    State before = state;
    state =
        switch (before) {
          case TEXT -> b == ESCAPE ? State.ESCAPE : State.TEXT;
          case ESCAPE -> b == '[' ? State.PARAMETERS : b == ']' ? State.STRING : State.TEXT;
          case PARAMETERS -> b >= '@' && b <= '~' ? State.TEXT : State.PARAMETERS;
          case STRING -> b == BELL ? State.TEXT : b == ESCAPE ? State.STRING_ESCAPE : State.STRING;
          case STRING_ESCAPE -> State.TEXT;
        };
    return before == State.TEXT && state == State.TEXT;
  }
}
