package nexus.telemetry.capture.series;

import nexus.telemetry.model.InvalidInputException;

/**
 * Reads the name and labels of a series, as Prometheus writes them, at the beginning of a text.
 *
 * <pre>
 * series = [ name ] [ blanks ] [ "{" [ pair { "," pair } [ "," ] ] "}" ]
 * pair   = key "=" quoted | quoted "=" quoted | quoted, which is the name; blanks around all of these
 * </pre>
 *
 * <p>The name may be the label {@code __name__}. Labels are handed on as they stand there. Where
 * keys are quoted or blanks stand around a {@code =}, they are written anew without.
 */
public final class SeriesText {

  private static final String NAME = "__name__";

  private final StringBuilder rewritten = new StringBuilder();
  private String text = "";
  private int at;
  private int nameStart;
  private int nameEnd;
  private String quotedName;
  private boolean braces;
  private int labelsStart;
  private int labelsEnd;
  private boolean plain;

  /**
   * Reads a series.
   *
   * @param line holds it from {@code from} on
   * @throws InvalidInputException when there is none
   */
  public void read(String line, int from) {
    text = line;
    at = from;
    quotedName = null;
    braces = false;
    plain = true;
    labelsStart = 0;
    labelsEnd = 0;
    readName();
    int behind = at;
    skipBlanks();
    if (isAt('{')) {
      at++;
      readLabels();
    } else if (nameEnd == nameStart) {
      throw malformed("the line begins with no name of a metric");
    } else {
      at = behind;
    }
  }

  /** Where the series ends. */
  public int end() {
    return at;
  }

  /** Whether there are braces. */
  public boolean hasBraces() {
    return braces;
  }

  /** Whether the name is exactly this. */
  public boolean isNamed(String name) {
    return quotedName != null
        ? quotedName.equals(name)
        : nameEnd - nameStart == name.length()
            && text.regionMatches(nameStart, name, 0, name.length());
  }

  /** The name; empty where there is none. */
  public String name() {
    return quotedName != null ? quotedName : text.substring(nameStart, nameEnd);
  }

  /** The labels, without braces. */
  public String labels() {
    return plain ? text.substring(labelsStart, labelsEnd) : rewritten.toString();
  }

  /** Whether {@link #labels()} stand in the text so, from {@link #labelsStart()} on. */
  public boolean isPlain() {
    return plain;
  }

  public int labelsStart() {
    return labelsStart;
  }

  public int labelsEnd() {
    return labelsEnd;
  }

  private void readName() {
    nameStart = at;
    while (at < text.length() && isNameCharacter(text.charAt(at), at > nameStart)) {
      at++;
    }
    nameEnd = at;
  }

  private void readLabels() {
    braces = true;
    labelsStart = at;
    skipBlanks();
    while (!isAt('}')) {
      readPair();
      skipBlanks();
      if (isAt(',')) {
        at++;
        skipBlanks();
      } else if (!isAt('}')) {
        throw malformed("the labels are not closed, or no comma stands between two of them");
      }
    }
    labelsEnd = at;
    at++;
  }

  /** Reads a pair, or the name where that is among the labels. */
  private void readPair() {
    int start = at;
    boolean quoted = isAt('"');
    int keyStart = quoted ? at + 1 : at;
    if (quoted) {
      skipQuoted();
    } else {
      while (at < text.length() && isKeyCharacter(text.charAt(at))) {
        at++;
      }
    }
    int keyEnd = quoted ? at - 1 : at;
    boolean isName = quoted && isNext(',', '}');
    if (isName) {
      takeName(start, keyStart, keyEnd);
      return;
    }
    int behindKey = at;
    skipBlanks();
    if (keyEnd == keyStart || !isAt('=')) {
      throw malformed("the labels have no name, or no = behind it");
    }
    at++;
    int behindSign = at;
    skipBlanks();
    if (!isAt('"')) {
      throw malformed("a label's value has no quote before it");
    }
    int value = at;
    skipQuoted();
    boolean nameless = quotedName == null && nameEnd == nameStart;
    if (nameless
        && !quoted
        && text.startsWith(NAME, keyStart)
        && keyEnd - keyStart == NAME.length()) {
      quotedName = unescaped(value + 1, at - 1);
    }
    if (quoted || behindSign != value || behindKey + 1 != behindSign) {
      rewriteFrom(start);
    }
    if (!plain) {
      rewrite(keyStart, keyEnd, value);
    }
  }

  private void takeName(int start, int from, int to) {
    if (nameEnd > nameStart || quotedName != null) {
      throw malformed("the labels have two names of a metric, or a value without a name");
    }
    quotedName = unescaped(from, to);
    rewriteFrom(start);
  }

  /** What stands before {@code start} is kept as it is; what comes is written anew. */
  private void rewriteFrom(int start) {
    if (plain) {
      plain = false;
      rewritten.setLength(0);
      rewritten.append(text, labelsStart, start);
    }
  }

  private void rewrite(int keyStart, int keyEnd, int value) {
    if (rewritten.length() > 0 && rewritten.charAt(rewritten.length() - 1) != ',') {
      rewritten.append(',');
    }
    for (int i = keyStart; i < keyEnd; i++) {
      rewritten.append(isKeyCharacter(text.charAt(i)) ? text.charAt(i) : '_');
    }
    rewritten.append('=').append(text, value, at);
  }

  private boolean isNext(char one, char other) {
    int next = at;
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
    return next < text.length() && (text.charAt(next) == one || text.charAt(next) == other);
  }

  /** Goes behind the quote that closes the one at {@link #at}. */
  private void skipQuoted() {
    int end = text.indexOf('"', at + 1);
    while (end >= 0 && isEscaped(end)) {
      end = text.indexOf('"', end + 1);
    }
    if (end < 0) {
      throw malformed("a quote is not closed");
    }
    at = end + 1;
  }

  /** Whether an odd number of backslashes stands before a quote of those behind {@link #at}. */
  private boolean isEscaped(int quote) {
    int before = quote;
    while (before - 1 > at && text.charAt(before - 1) == '\\') {
      before--;
    }
    return (quote - before) % 2 == 1;
  }

  private String unescaped(int from, int to) {
    StringBuilder name = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      boolean escape = text.charAt(i) == '\\' && i + 1 < to;
      i += escape ? 1 : 0;
      name.append(text.charAt(i));
    }
    return name.toString();
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  public static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isNameCharacter(char c, boolean further) {
    return isLetter(c) || c == ':' || (further && c >= '0' && c <= '9');
  }

  /** A key may have what a name may, and a point. */
  static boolean isKeyCharacter(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == ':' || c == '.';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  public static InvalidInputException malformed(String reason) {
    return new InvalidInputException("csv", reason);
  }
}
