package nexus.telemetry.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.promql.Limits;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Expr.Aggregate;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.Expr.NumberLiteral;
import nexus.telemetry.promql.syntax.Expr.Paren;
import nexus.telemetry.promql.syntax.Expr.Sign;
import nexus.telemetry.promql.syntax.Expr.StringLiteral;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;
import nexus.telemetry.promql.syntax.Token.Kind;

/**
 * Reads an expression: operators by their precedence, the tightest first.
 *
 * <pre>
 * or   and unless   == != &gt; &lt; &gt;= &lt;=   + -   * / % atan2 and signs   ^   [] offset @
 * </pre>
 */
public final class Parser {

  /** Most operators, calls and selectors of one expression, and so how deep it can be nested. */
  static final int MAX_NODES = 1_000;

  private final Tokens tokens;
  private final Selectors selectors;
  private int nodes;
  private int depth;

  private Parser(String text) {
    this.tokens = new Tokens(text);
    this.selectors = new Selectors(tokens);
  }

  /**
   * The expression.
   *
   * @throws SyntaxException when it is none, or too long or too deep
   */
  public static Expr parse(String text) {
    checkLength(text);
    Parser parser = new Parser(text);
    if (parser.tokens.peek().is(Kind.END)) {
      throw new SyntaxException("1:1: parse error: no expression found in input");
    }
    Expr expr = parser.expression(0);
    parser.end();
    return expr;
  }

  /**
   * A selector alone, as of {@code match[]}.
   *
   * @throws SyntaxException when it is none
   */
  public static VectorSelector parseSelector(String text) {
    checkLength(text);
    Parser parser = new Parser(text);
    VectorSelector selector = parser.selectors.vector();
    parser.end();
    return selector;
  }

  private static void checkLength(String text) {
    if (text.length() > Limits.MAX_LENGTH) {
      throw new SyntaxException("an expression has " + Limits.MAX_LENGTH + " characters at most");
    }
  }

  private void end() {
    if (!tokens.peek().is(Kind.END)) {
      throw tokens.unexpected("", "");
    }
  }

  private Expr expression(int least) {
    if (++depth > Limits.MAX_DEPTH) {
      throw tokens.fault(tokens.peek(), "expressions are nested too deep");
    }
    Expr left = signed();
    Optional<BinaryOp> op = operator();
    while (op.isPresent() && op.get().precedence() >= least) {
      left = binary(left, op.get(), tokens.next());
      op = operator();
    }
    depth--;
    return left;
  }

  private Optional<BinaryOp> operator() {
    Token token = tokens.peek();
    for (BinaryOp op : BinaryOp.values()) {
      if (token.isSymbol(op.sign()) || token.isWord(op.sign())) {
        return Optional.of(op);
      }
    }
    return Optional.empty();
  }

  private Expr binary(Expr left, BinaryOp op, Token sign) {
    count();
    boolean bool = tokens.takeWord("bool");
    Matching matching = matching();
    Expr right = expression(op.isRightAssociative() ? op.precedence() : op.precedence() + 1);
    Binary binary = new Binary(op, left, right, matching, bool);
    Types.check(binary, message -> tokens.fault(sign, message));
    return binary;
  }

  private Matching matching() {
    boolean on = tokens.peek().isWord("on");
    if (!on && !tokens.peek().isWord("ignoring")) {
      return Matching.DEFAULT;
    }
    tokens.next();
    List<String> labels = tokens.labels();
    Matching.Many many = Matching.Many.NONE;
    if (tokens.takeWord("group_left")) {
      many = Matching.Many.LEFT;
    } else if (tokens.takeWord("group_right")) {
      many = Matching.Many.RIGHT;
    }
    boolean includes = many != Matching.Many.NONE && tokens.peek().isSymbol("(");
    return new Matching(on, labels, many, includes ? tokens.labels() : List.of());
  }

  private Expr signed() {
    Token sign = tokens.peek();
    boolean negative = sign.isSymbol("-");
    if (!negative && !sign.isSymbol("+")) {
      return selectors.behind(primary());
    }
    count();
    tokens.next();
    Expr expr = expression(BinaryOp.SIGN_PRECEDENCE + 1);
    if (expr instanceof NumberLiteral number) {
      return negative ? new NumberLiteral(-number.value()) : number;
    }
    Types.checkSign(expr, message -> tokens.fault(sign, message));
    return new Sign(negative, expr);
  }

  private Expr primary() {
    count();
    Token token = tokens.peek();
    switch (token.kind()) {
      case NUMBER -> {
        return new NumberLiteral(Numbers.parse(tokens.next(), tokens));
      }
      case STRING -> {
        return new StringLiteral(tokens.next().text());
      }
      case WORD -> {
        return word(token);
      }
      default -> {
        if (tokens.takeSymbol("(")) {
          Expr inner = expression(0);
          tokens.symbol(")", "");
          return new Paren(inner);
        }
        return selectors.vector();
      }
    }
  }

  private Expr word(Token word) {
    Token behind = tokens.peekBehind();
    Optional<AggregateOp> aggregate = aggregate(word);
    if (aggregate.isPresent()
        && (behind.isSymbol("(") || behind.isWord("by") || behind.isWord("without"))) {
      tokens.next();
      return aggregate(aggregate.get(), word);
    }
    return behind.isSymbol("(") && !Selectors.isReserved(word) ? call() : selectors.vector();
  }

  private static Optional<AggregateOp> aggregate(Token word) {
    for (AggregateOp op : AggregateOp.values()) {
      if (word.isWord(op.word())) {
        return Optional.of(op);
      }
    }
    return Optional.empty();
  }

  private Expr aggregate(AggregateOp op, Token word) {
    Optional<Grouping> before = grouping();
    List<Expr> arguments = arguments();
    Grouping grouping = before.or(this::grouping).orElse(new Grouping(List.of(), false));
    int wanted = op.hasParameter() ? 2 : 1;
    if (arguments.size() != wanted) {
      throw tokens.fault(
          word,
          arguments.isEmpty()
              ? "no arguments for aggregate expression provided"
              : "wrong number of arguments for aggregate expression provided, expected "
                  + wanted
                  + ", got "
                  + arguments.size());
    }
    Optional<Expr> parameter = wanted == 2 ? Optional.of(arguments.get(0)) : Optional.empty();
    Aggregate aggregate =
        new Aggregate(
            op, parameter, arguments.get(wanted - 1), grouping.labels(), grouping.without());
    Types.check(aggregate, message -> tokens.fault(word, message));
    return aggregate;
  }

  private record Grouping(List<String> labels, boolean without) {}

  private Optional<Grouping> grouping() {
    boolean without = tokens.peek().isWord("without");
    if (!without && !tokens.peek().isWord("by")) {
      return Optional.empty();
    }
    tokens.next();
    return Optional.of(new Grouping(tokens.labels(), without));
  }

  private Expr call() {
    Token name = tokens.next();
    Signature function =
        Signature.of(name.text())
            .orElseThrow(
                () -> tokens.fault(name, "unknown function with name \"" + name.text() + "\""));
    Call call = new Call(function, arguments());
    Types.check(call, message -> tokens.fault(name, message));
    return call;
  }

  private List<Expr> arguments() {
    tokens.symbol("(", "");
    List<Expr> arguments = new ArrayList<>();
    while (!tokens.takeSymbol(")")) {
      arguments.add(expression(0));
      if (!tokens.peek().isSymbol(")")) {
        Token comma = tokens.peek();
        tokens.symbol(",", "");
        if (tokens.peek().isSymbol(")")) {
          throw tokens.fault(comma, "trailing commas not allowed in function call args");
        }
      }
    }
    return arguments;
  }

  private void count() {
    if (++nodes > MAX_NODES) {
      throw tokens.fault(tokens.peek(), "an expression has " + MAX_NODES + " parts at most");
    }
  }
}
