package nexus.telemetry.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Token.Kind;

/** The words of an expression, read one after the other. */
final class Tokens {

  private final String text;
  private final List<Token> all;
  private int at;

  Tokens(String text) {
    this.text = text;
    this.all = Lexer.tokens(text);
  }

  Token peek() {
    return all.get(at);
  }

  /** The one behind the next. */
  Token peekBehind() {
    return all.get(Math.min(at + 1, all.size() - 1));
  }

  Token next() {
    Token token = all.get(at);
    at = Math.min(at + 1, all.size() - 1);
    return token;
  }

  /** Takes the next one if it is this symbol. */
  boolean takeSymbol(String symbol) {
    boolean there = peek().isSymbol(symbol);
    if (there) {
      next();
    }
    return there;
  }

  /** Takes the next one if it is this keyword. */
  boolean takeWord(String word) {
    boolean there = peek().isWord(word);
    if (there) {
      next();
    }
    return there;
  }

  /**
   * Takes the next one.
   *
   * @param where for the message
   * @throws SyntaxException when it is another
   */
  void symbol(String symbol, String where) {
    if (!takeSymbol(symbol)) {
      throw unexpected(where, "\"" + symbol + "\"");
    }
  }

  Token token(Kind kind, String where, String expected) {
    if (!peek().is(kind)) {
      throw unexpected(where, expected);
    }
    return next();
  }

  /** A duration that is not zero, milliseconds. */
  long duration(String where) {
    Token token = token(Kind.DURATION, where, "duration");
    try {
      long ms = Durations.parse(token.text());
      if (ms > 0) {
        return ms;
      }
    } catch (SyntaxException e) {
      throw fault(token, e.getMessage());
    }
    throw fault(token, "duration must be greater than 0");
  }

  /** Names of labels in parentheses. */
  List<String> labels() {
    String where = "grouping opts";
    symbol("(", where);
    List<String> labels = new ArrayList<>();
    while (!takeSymbol(")")) {
      Token label = token(Kind.WORD, where, "label");
      if (label.text().indexOf(':') >= 0) {
        throw fault(label, "unexpected " + label.shown() + " in " + where + ", expected label");
      }
      labels.add(label.text());
      if (!peek().isSymbol(")")) {
        symbol(",", where);
      }
    }
    return labels;
  }

  SyntaxException unexpected(String where, String expected) {
    return fault(
        peek(),
        "unexpected "
            + peek().shown()
            + (where.isEmpty() ? "" : " in " + where)
            + (expected.isEmpty() ? "" : ", expected " + expected));
  }

  SyntaxException fault(Token token, String message) {
    return Lexer.fault(text, token.from(), message);
  }
}
