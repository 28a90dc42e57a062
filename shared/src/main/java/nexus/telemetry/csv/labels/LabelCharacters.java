package nexus.telemetry.csv.labels;

/** Which characters keys, separators and brackets of labels have; see {@link LabelText}. */
public final class LabelCharacters {

  private LabelCharacters() {}

  /** Where the first pair may begin: behind the bracket around all of them, if there is one. */
  public static int behindBracket(char[] text, int from, int to) {
    int end = endOfKey(text, from, to);
    if (end == to || (text[end] != '{' && text[end] != '[')) {
      return from;
    } else if (text[end] == '{') {
      return end + 1;
    }
    int type = end;
    while (type < to && (text[type] == '[' || text[type] == ']' || isKeyCharacter(text[type]))) {
      type++;
    }
    if (type < to && text[type] == '{') {
      return type + 1;
    }
    boolean map = end == from || (end == from + 3 && text[from] == 'm' && text[end - 1] == 'p');
    return map ? end + 1 : from;
  }

  public static char closing(char open) {
    return open == '{' ? '}' : ']';
  }

  public static int endOfKey(char[] text, int from, int to) {
    int end = from;
    while (end < to && isKeyCharacter(text[end])) {
      end++;
    }
    return end;
  }

  public static boolean isSeparator(char c) {
    return c == ' ' || c == '\t' || c == ';' || c == '|' || c == '&';
  }

  public static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  public static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  public static boolean isKeyCharacter(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == ':' || c == '.' || c == '-' || c == '/';
  }
}
