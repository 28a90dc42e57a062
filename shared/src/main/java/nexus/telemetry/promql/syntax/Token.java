package nexus.telemetry.promql.syntax;

/**
 * A word of an expression.
 *
 * @param kind what it is
 * @param text as it stands there; of a string, what it says
 * @param from where it begins
 */
record Token(Kind kind, String text, int from) {

  enum Kind {
    /** A name of a label, a metric or a function, or a keyword. */
    WORD,
    NUMBER,
    DURATION,
    STRING,
    SYMBOL,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Keywords are those in whatever case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END -> "end of input";
      case STRING -> "string \"" + text + "\"";
      case NUMBER -> "number \"" + text + "\"";
      case DURATION -> "duration \"" + text + "\"";
      case WORD -> "identifier \"" + text + "\"";
      case SYMBOL -> "\"" + text + "\"";
    };
  }
}
