package nexus.telemetry.fields;

/**
 * A name and the unit that stands behind it.
 *
 * @param name what stands before the unit
 * @param unit the word for the unit
 */
record NameWithUnit(String name, String unit) {

  /** Takes a name apart that ends in brackets, such as {@code power.draw [W]}; null if not. */
  static NameWithUnit inBrackets(String text) {
    int end = text.length() - 1;
    while (end > 0 && Character.isWhitespace(text.charAt(end))) {
      end--;
    }
    char close = end > 0 ? text.charAt(end) : 0;
    if (close != ']' && close != ')') {
      return null;
    }
    int open = text.lastIndexOf(close == ']' ? '[' : '(', end);
    return open <= 0
        ? null
        : new NameWithUnit(text.substring(0, open).strip(), text.substring(open + 1, end).strip());
  }

  /** Takes a name apart whose last word is a unit, such as {@code power_watts}; null if not. */
  static NameWithUnit inLastWord(String text) {
    int from = text.length();
    while (from > 0 && !isBetweenWords(text.charAt(from - 1))) {
      from--;
    }
    if (from <= 1 || !Units.isMeasure(text.substring(from))) {
      return null;
    }
    return new NameWithUnit(text.substring(0, from - 1), text.substring(from));
  }

  private static boolean isBetweenWords(char c) {
    return c == '_' || Character.isWhitespace(c);
  }
}
