package nexus.telemetry.capture.dmon;

import java.util.Arrays;

/** The cells of the current line, told apart by blanks, by commas, or by where they begin. */
final class DmonCells {

  private int[] from = new int[64];
  private int[] to = new int[64];
  private int count;
  private String line = "";

  /** Cuts a line at blanks. */
  void cutAtBlanks(String text) {
    begin(text);
    addWords(0, text.length());
  }

  /** Cuts a line at commas; blanks around cells are left out. */
  void cutAtCommas(String text) {
    begin(text);
    int start = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == ',') {
        addStripped(start, at);
        start = at + 1;
      }
    }
  }

  /**
   * Cuts a line where its cells begin, of which some may be empty; the first one, an entity such as
   * {@code GPU 0}, becomes a cell a word.
   *
   * @param starts where they begin, ascending
   * @return false where the line does not have its cells there
   */
  boolean cutAt(String text, int[] starts) {
    begin(text);
    if (text.length() <= starts[starts.length - 1]) {
      return false;
    }
    addWords(starts[0], starts[1]);
    for (int i = 1; i < starts.length; i++) {
      if (!isBlank(text.charAt(starts[i] - 1))) {
        return false;
      }
      addStripped(starts[i], i + 1 < starts.length ? starts[i + 1] : text.length());
    }
    return true;
  }

  private void begin(String text) {
    line = text;
    count = 0;
  }

  private void addWords(int start, int end) {
    int at = start;
    while (at < end) {
      int first = at;
      while (at < end && !isBlank(line.charAt(at))) {
        at++;
      }
      if (at > first) {
        add(first, at);
      }
      at++;
    }
  }

  private void addStripped(int start, int end) {
    int first = start;
    int last = end;
    while (first < last && isBlank(line.charAt(first))) {
      first++;
    }
    while (first < last && isBlank(line.charAt(last - 1))) {
      last--;
    }
    add(first, last);
  }

  private void add(int start, int end) {
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    from[count] = start;
    to[count] = end;
    count++;
  }

  int count() {
    return count;
  }

  /** The same, but for a last one that is empty: a comma may end the line. */
  int withoutEmptyEnd() {
    return count > 1 && from[count - 1] == to[count - 1] ? count - 1 : count;
  }

  /** Where cell {@code i} begins in its line. */
  int from(int i) {
    return from[i];
  }

  /** Where cell {@code i} ends in its line. */
  int to(int i) {
    return to[i];
  }

  String text(int i) {
    return line.substring(from[i], to[i]);
  }

  /** Whether cell {@code i} is a whole number of at most {@code most} digits. */
  boolean isNumber(int i, int most) {
    int length = to[i] - from[i];
    for (int at = from[i]; at < to[i]; at++) {
      if (line.charAt(at) < '0' || line.charAt(at) > '9') {
        return false;
      }
    }
    return length > 0 && length <= most;
  }

  /** Whether cell {@code i} is this word, its letters small or not. */
  boolean isWord(int i, String word) {
    int length = to[i] - from[i];
    return length == word.length() && line.regionMatches(true, from[i], word, 0, length);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
