package nexus.telemetry.csv;

import java.util.Arrays;

/**
 * Walks through Prometheus labels, {@code k="v",k="v"}, or those of a flat JSON object, {@code
 * "k":"v"}, one pair at a time.
 *
 * <p>In a value, {@code \"}, {@code \\} and {@code \n} stand for a quote, a backslash and a
 * newline, as in Prometheus's exposition format; braces around all of it and blanks between pairs
 * are let pass. What is no pair is skipped up to the next comma and noted.
 */
final class LabelText {

  private static final int LONGEST_KNOWN = 32;

  private final char[] text;
  private final char[] lower = new char[LONGEST_KNOWN];
  private final int to;
  private int position;
  private int keyStart;
  private int keyEnd;
  private int valueStart;
  private int valueEnd;
  private boolean escaped;
  private boolean malformed;

  /**
   * @param text holds the labels from {@code from} (inclusive) to {@code to} (exclusive)
   */
  LabelText(char[] text, int from, int to) {
    boolean braces = to - from >= 2 && text[from] == '{' && text[to - 1] == '}';
    this.text = text;
    this.position = braces ? from + 1 : from;
    this.to = braces ? to - 1 : to;
  }

  /** Goes to the next pair; false after the last one. */
  boolean next() {
    skipSeparators();
    while (position < to) {
      if (readKey() && readValue()) {
        return true;
      }
      malformed = true;
      skipToComma();
      skipSeparators();
    }
    return false;
  }

  boolean isKey(String key) {
    if (keyEnd - keyStart != key.length()) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (text[keyStart + i] != key.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The current pair's key. */
  String key() {
    return new String(text, keyStart, keyEnd - keyStart);
  }

  boolean keyStartsWith(String prefix) {
    return keyEnd - keyStart >= prefix.length()
        && Arrays.equals(
            text, keyStart, keyStart + prefix.length(), prefix.toCharArray(), 0, prefix.length());
  }

  /** Whether the key, in lower case, is one of these. */
  boolean keyIsIn(SliceMap<?> names) {
    if (keyEnd - keyStart > lower.length) {
      return false;
    }
    for (int i = keyStart; i < keyEnd; i++) {
      lower[i - keyStart] = text[i] >= 'A' && text[i] <= 'Z' ? (char) (text[i] + 32) : text[i];
    }
    return names.get(lower, 0, keyEnd - keyStart) != null;
  }

  /** The current pair's value. */
  String value() {
    return escaped
        ? unescape(valueStart, valueEnd)
        : new String(text, valueStart, valueEnd - valueStart);
  }

  /** Whether something was no pair, among what was walked through so far. */
  boolean isMalformed() {
    return malformed;
  }

  /** Reads a key and what stands between it and its value, which may be JSON's colon. */
  private boolean readKey() {
    boolean quoted = position < to && text[position] == '"';
    keyStart = quoted ? position + 1 : position;
    position = keyStart;
    while (position < to && isKeyCharacter(text[position])) {
      position++;
    }
    keyEnd = position;
    if (keyEnd == keyStart || (quoted && (position == to || text[position++] != '"'))) {
      return false;
    }
    if (quoted) {
      skipBlanks();
    }
    if (position == to || (text[position] != '=' && (!quoted || text[position] != ':'))) {
      return false;
    }
    position++;
    if (quoted) {
      skipBlanks();
    }
    return position < to && (text[position] == '"' || quoted);
  }

  private void skipBlanks() {
    while (position < to && (text[position] == ' ' || text[position] == '\t')) {
      position++;
    }
  }

  private boolean readValue() {
    if (text[position] != '"') {
      return readBare();
    }
    int end = position + 1;
    valueStart = end;
    escaped = false;
    while (end < to && text[end] != '"') {
      boolean escape = text[end] == '\\';
      escaped |= escape;
      end += escape ? 2 : 1;
    }
    if (end >= to) {
      return false;
    }
    valueEnd = end;
    position = end + 1;
    return true;
  }

  /** Reads a number or word of JSON. */
  private boolean readBare() {
    valueStart = position;
    skipToComma();
    valueEnd = position;
    while (valueEnd > valueStart && text[valueEnd - 1] <= ' ') {
      valueEnd--;
    }
    escaped = false;
    return valueEnd > valueStart && text[valueStart] != '{' && text[valueStart] != '[';
  }

  private String unescape(int start, int end) {
    StringBuilder plain = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      if (text[i] != '\\') {
        plain.append(text[i]);
      } else {
        i++;
        plain.append(text[i] == 'n' ? '\n' : text[i]);
      }
    }
    return plain.toString();
  }

  private void skipSeparators() {
    while (position < to
        && (text[position] == ',' || text[position] == ' ' || text[position] == '\t')) {
      position++;
    }
  }

  private void skipToComma() {
    while (position < to && text[position] != ',') {
      position++;
    }
  }

  private static boolean isKeyCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':'
        || c == '.';
  }
}
