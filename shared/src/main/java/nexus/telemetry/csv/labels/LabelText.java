package nexus.telemetry.csv.labels;

import static nexus.telemetry.csv.labels.LabelCharacters.behindBracket;
import static nexus.telemetry.csv.labels.LabelCharacters.closing;
import static nexus.telemetry.csv.labels.LabelCharacters.endOfKey;
import static nexus.telemetry.csv.labels.LabelCharacters.isKeyCharacter;
import static nexus.telemetry.csv.labels.LabelCharacters.isLetter;
import static nexus.telemetry.csv.labels.LabelCharacters.isQuote;
import static nexus.telemetry.csv.labels.LabelCharacters.isSeparator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nexus.telemetry.csv.rows.SliceMap;

/**
 * Walks through labels one pair at a time, however a program printed them.
 *
 * <pre>
 * k="v",k="v"   {k="v"}   name{k="v"}     Prometheus, with {@code \"}, {@code \\} and {@code \n}
 * {"k":"v","k":1}   {'k': 'v'}            JSON and Python
 * "k"=>"v"   map[k:v k:v]                 PostgreSQL and Go
 * {k => v, :k=>"v"}                       Perl and Ruby
 * k=v,k=v   k=v k=v   k=v;k=v   k:v,k:v   tags without quotes
 * k=v&k=v                                 a query of an address
 * </pre>
 *
 * <p>A value without quotes ends at a comma, or where behind a blank, {@code ;}, {@code |} or
 * {@code &} the next key stands with its sign. Blanks around keys and values are let pass. What is
 * no pair is passed over up to the next comma, and {@linkplain #unread() told}.
 */
public final class LabelText {

  /**
   * What was no pair.
   *
   * @param key the key, of a pair whose value cannot be read; else empty
   * @param text the value, or all of it
   */
  public record Unread(String key, String text) {}

  private static final int LONGEST_KNOWN = 32;

  /** Quotes and brackets left open, beyond which nothing more is read: each costs a look at all. */
  private static final int MOST_OPEN = 16;

  private final char[] text;
  private final char[] lower = new char[LONGEST_KNOWN];
  private final int to;
  private int position;
  private int keyStart;
  private int keyEnd;
  private char sign;
  private int valueStart;
  private int valueEnd;
  private boolean escaped;
  private int open;
  private List<Unread> unread = List.of();

  /**
   * @param text holds the labels from {@code from} (inclusive) to {@code to} (exclusive)
   */
  public LabelText(char[] text, int from, int to) {
    int start = behindBracket(text, from, to);
    boolean closed = start > from && to > start && text[to - 1] == closing(text[start - 1]);
    this.text = text;
    this.position = start;
    this.to = closed ? to - 1 : to;
  }

  /** Goes to the next pair; false after the last one. */
  public boolean next() {
    skipSeparators();
    while (position < to) {
      int start = position;
      boolean keyed = readKey();
      if (keyed && readValue()) {
        return true;
      }
      skipUnread(keyed ? position : start, keyed);
      skipSeparators();
    }
    return false;
  }

  public boolean isKey(String key) {
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
  public String key() {
    return new String(text, keyStart, keyEnd - keyStart);
  }

  public boolean keyStartsWith(String prefix) {
    return keyEnd - keyStart >= prefix.length()
        && Arrays.equals(
            text, keyStart, keyStart + prefix.length(), prefix.toCharArray(), 0, prefix.length());
  }

  /** Whether the key, in lower case, is one of these. */
  public boolean keyIsIn(SliceMap<?> names) {
    if (keyEnd - keyStart > lower.length) {
      return false;
    }
    for (int i = keyStart; i < keyEnd; i++) {
      lower[i - keyStart] = text[i] >= 'A' && text[i] <= 'Z' ? (char) (text[i] + 32) : text[i];
    }
    return names.get(lower, 0, keyEnd - keyStart) != null;
  }

  /** The current pair's value. */
  public String value() {
    return escaped
        ? unescape(valueStart, valueEnd)
        : new String(text, valueStart, valueEnd - valueStart);
  }

  /** What was no pair, among what was walked through so far. */
  public List<Unread> unread() {
    return unread;
  }

  /** Reads a key and the sign behind it. */
  private boolean readKey() {
    boolean symbol = text[position] == ':' || text[position] == '?';
    if (symbol
        && position + 1 < to
        && (isLetter(text[position + 1]) || isQuote(text[position + 1]))) {
      position++;
    }
    boolean quoted = isQuote(text[position]);
    if (quoted) {
      keyStart = position + 1;
      keyEnd = closingQuote(position);
      position = keyEnd + 1;
    } else {
      keyStart = position;
      keyEnd = endOfKey(text, position, to);
      position = keyEnd;
    }
    if (keyEnd <= keyStart) {
      return false;
    }
    boolean arrow = position < to && text[position] == '>' && text[keyEnd - 1] == '-';
    keyEnd -= arrow && keyEnd - keyStart > 1 ? 1 : 0;
    skipBlanks();
    if (arrow || (position < to && text[position] == '=')) {
      sign = '=';
      skipSign();
    } else if (quoted ? position < to && text[position] == ':' : splitAtColon()) {
      sign = ':';
      skipSign();
    } else {
      return false;
    }
    skipBlanks();
    return true;
  }

  /** Goes behind a sign, which may be {@code =>}, {@code ==} or {@code :=}. */
  private void skipSign() {
    position++;
    boolean arrow = position < to && text[position] == '>' && text[position - 1] == '=';
    position += arrow || (position < to && text[position] == '=') ? 1 : 0;
  }

  /** Takes the first colon within a key, or behind the blanks that follow it, for its sign. */
  private boolean splitAtColon() {
    if (!isLetter(text[keyStart])) {
      return false;
    }
    for (int i = keyStart; i < keyEnd; i++) {
      if (text[i] == ':') {
        keyEnd = i;
        position = i;
        return true;
      }
    }
    return position < to && text[position] == ':';
  }

  private boolean readValue() {
    escaped = false;
    if (position < to && isQuote(text[position])) {
      int end = closingQuote(position);
      if (end >= 0) {
        valueStart = position + 1;
        valueEnd = end;
        position = end + 1;
        return true;
      } else if (text[position] == '"') {
        return false;
      }
    }
    return readBare();
  }

  /** Reads a value without quotes; false of one in brackets, which holds others. */
  private boolean readBare() {
    if (position < to && (text[position] == '{' || text[position] == '[')) {
      return false;
    }
    valueStart = position;
    while (position < to && text[position] != ',') {
      int behind = endOfSeparators(position);
      if (behind > position && isKeyAt(behind)) {
        break;
      }
      position = Math.max(behind, position + 1);
    }
    valueEnd = position;
    while (valueEnd > valueStart && text[valueEnd - 1] <= ' ') {
      valueEnd--;
    }
    return true;
  }

  private int endOfSeparators(int from) {
    int end = from;
    while (end < to && isSeparator(text[end])) {
      end++;
    }
    return end;
  }

  /** Whether a key stands there, and behind it the sign that the current one has. */
  private boolean isKeyAt(int key) {
    int start = key + 1 < to && sign == '=' && text[key] == ':' ? key + 1 : key;
    if (start == to || !isLetter(text[start])) {
      return false;
    }
    int end = start;
    while (end < to && isKeyCharacter(text[end]) && (sign == '=' || text[end] != ':')) {
      end++;
    }
    return end < to && text[end] == sign;
  }

  /** Passes over what is no pair, brackets as a whole. */
  private void skipUnread(int from, boolean keyed) {
    position = from;
    int depth = 0;
    int comma = -1;
    while (position < to && (depth > 0 || text[position] != ',')) {
      char c = text[position];
      int quote = depth > 0 && c == '"' ? closingQuote(position) : -1;
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      comma = c == ',' && comma < 0 ? position : comma;
      position = quote < 0 ? position + 1 : quote + 1;
    }
    if (depth > 0 && comma >= 0) {
      position = comma;
      open++;
    }
    position = open > MOST_OPEN ? to : position;
    String skipped = new String(text, from, position - from).strip();
    if (unread.isEmpty()) {
      unread = new ArrayList<>();
    }
    unread.add(new Unread(keyed ? key() : "", skipped));
  }

  /** Where the quote at {@code open} is closed; −1 where it is not. */
  private int closingQuote(int open) {
    int end = open + 1;
    while (end < to && text[end] != text[open]) {
      boolean escape = text[end] == '\\';
      escaped |= escape;
      end += escape ? 2 : 1;
    }
    open += end < to ? 0 : 1;
    return end < to ? end : -1;
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
    while (position < to && (text[position] == ',' || isSeparator(text[position]))) {
      position++;
    }
  }

  private void skipBlanks() {
    while (position < to && (text[position] == ' ' || text[position] == '\t')) {
      position++;
    }
  }
}
