package nexus.telemetry.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Token.Kind;

/** Cuts an expression into its words. */
final class Lexer {

  private static final Pattern BLANKS = Pattern.compile("(?:[ \\t\\n\\r]++|#[^\\n]*+)*+");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_:][A-Za-z0-9_:]*+");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:0[xX][0-9a-fA-F]*+|(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:[eE][+-]?+[0-9]*+)?+)"
              + "(?![A-Za-z0-9_])");
  private static final Pattern DURATION =
      Pattern.compile("(?:[0-9]++(?:ms|[smhdwy]))++(?![A-Za-z0-9_])");
  private static final Pattern SYMBOL =
      Pattern.compile("==|=~|=|!=|!~|>=|<=|[-+*/%^><(){}\\[\\],:@]");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean braces;
  private boolean brackets;

  private Lexer(String text) {
    this.text = text;
  }

  /**
   * The words, the last of which is the end.
   *
   * @throws SyntaxException where something is none
   */
  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    while (lexer.next()) {}
    return lexer.tokens;
  }

  private boolean next() {
    find(BLANKS);
    int from = at;
    if (at == text.length()) {
      tokens.add(new Token(Kind.END, "", from));
      return false;
    }
    char c = text.charAt(at);
    if (c == '"' || c == '\'' || c == '`') {
      tokens.add(new Token(Kind.STRING, string(c), from));
    } else if (brackets || !word()) {
      if (!braces && (Character.isDigit(c) || startsFraction(c))) {
        number();
      } else {
        symbol();
      }
    }
    return true;
  }

  private boolean startsFraction(char c) {
    return c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
  }

  private boolean word() {
    int from = at;
    if (!find(braces ? LABEL : WORD)) {
      return false;
    }
    String word = text.substring(from, at);
    boolean number = !braces && (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("nan"));
    tokens.add(new Token(number ? Kind.NUMBER : Kind.WORD, word, from));
    return true;
  }

  private void number() {
    int from = at;
    Kind kind = find(NUMBER) ? Kind.NUMBER : find(DURATION) ? Kind.DURATION : null;
    if (kind == null) {
      throw fault(text, from, "bad number or duration syntax");
    }
    tokens.add(new Token(kind, text.substring(from, at), from));
  }

  private void symbol() {
    int from = at;
    if (!find(SYMBOL)) {
      throw fault(text, from, "unexpected character: '" + text.charAt(at) + "'");
    }
    String symbol = text.substring(from, at);
    switch (symbol) {
      case "{" -> braces = true;
      case "}" -> braces = false;
      case "[" -> brackets = true;
      case "]" -> brackets = false;
      default -> {}
    }
    tokens.add(new Token(Kind.SYMBOL, symbol, from));
  }

  private boolean find(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    at = matcher.end();
    return true;
  }

  private String string(char quote) {
    int from = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote) {
        at++;
        return value.toString();
      } else if (c == '\\' && quote != '`') {
        at = Escape.read(text, at, quote, value);
      } else if (c == '\n' && quote != '`') {
        break;
      } else {
        value.append(c);
        at++;
      }
    }
    throw fault(text, from, "unterminated quoted string");
  }

  /** What to throw of a place in an expression. */
  static SyntaxException fault(String text, int from, String message) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < from; i++) {
      boolean ends = text.charAt(i) == '\n';
      line += ends ? 1 : 0;
      column = ends ? 1 : column + 1;
    }
    return new SyntaxException(line + ":" + column + ": parse error: " + message);
  }
}
