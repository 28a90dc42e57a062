package nexus.telemetry.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.Regex;
import nexus.telemetry.promql.SyntaxException;
import nexus.telemetry.promql.syntax.Expr.MatrixSelector;
import nexus.telemetry.promql.syntax.Expr.Subquery;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;
import nexus.telemetry.promql.syntax.Token.Kind;

/** Reads selectors, and what stands behind expressions: ranges, {@code offset} and {@code @}. */
final class Selectors {

  /** Keywords that are no metric's name. */
  private static final Set<String> RESERVED =
      Set.of("on", "ignoring", "group_left", "group_right", "bool", "atan2");

  private final Tokens tokens;
  private long regexes;

  Selectors(Tokens tokens) {
    this.tokens = tokens;
  }

  static boolean isReserved(Token word) {
    return RESERVED.contains(word.text().toLowerCase(Locale.ROOT));
  }

  /** A metric's name, matchers in braces, or both. */
  VectorSelector vector() {
    Token first = tokens.peek();
    List<Matcher> matchers = new ArrayList<>();
    boolean named = first.is(Kind.WORD) && !isReserved(first);
    if (named) {
      tokens.next();
    }
    if (tokens.peek().isSymbol("{")) {
      matchers.addAll(matchers());
    } else if (!named) {
      throw tokens.unexpected("", "");
    }
    if (named) {
      for (Matcher matcher : matchers) {
        if (matcher.name().equals(Labels.NAME)) {
          throw tokens.fault(
              first,
              "metric name must not be set twice: \"%s\" or \"%s\""
                  .formatted(first.text(), matcher.value()));
        }
      }
      matchers.add(Matcher.of(Labels.NAME, Matcher.Op.EQUAL, first.text()));
    } else if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
      throw tokens.fault(first, "vector selector must contain at least one non-empty matcher");
    }
    return new VectorSelector(matchers, 0, At.STEP);
  }

  private List<Matcher> matchers() {
    String where = "label matching";
    tokens.symbol("{", where);
    List<Matcher> matchers = new ArrayList<>();
    while (!tokens.takeSymbol("}")) {
      matchers.add(matcher(where));
      if (!tokens.peek().isSymbol("}")) {
        tokens.symbol(",", where);
      }
    }
    return matchers;
  }

  private Matcher matcher(String where) {
    Token label = tokens.token(Kind.WORD, where, "identifier or \"}\"");
    for (Matcher.Op op : Matcher.Op.values()) {
      if (tokens.takeSymbol(op.sign())) {
        String value = tokens.token(Kind.STRING, where, "string").text();
        try {
          return counted(Matcher.of(label.text(), op, value));
        } catch (SyntaxException e) {
          throw tokens.fault(label, e.getMessage());
        }
      }
    }
    throw tokens.unexpected(where, "label matching operator");
  }

  /** All patterns of an expression are held at once. */
  private Matcher counted(Matcher matcher) {
    regexes += matcher.size();
    Regex.checkAll(regexes);
    return matcher;
  }

  /** The expression with what stands behind it. */
  Expr behind(Expr first) {
    Expr expr = first;
    while (true) {
      Token token = tokens.peek();
      if (tokens.takeSymbol("[")) {
        expr = range(expr, token);
      } else if (tokens.takeWord("offset")) {
        long ms = tokens.takeSymbol("-") ? -tokens.duration("offset") : tokens.duration("offset");
        expr =
            changed(
                expr,
                token,
                "offset modifier must be preceded by an instant vector selector or range vector"
                    + " selector or a subquery",
                (offset, at) -> {
                  check(offset == 0, token, "offset may not be set multiple times");
                  return new When(ms, at);
                });
      } else if (tokens.takeSymbol("@")) {
        At time = time();
        expr =
            changed(
                expr,
                token,
                "@ modifier must be preceded by an instant vector selector or range vector selector"
                    + " or a subquery",
                (offset, at) -> {
                  check(at.isStep(), token, "@ <timestamp> may not be set multiple times");
                  return new When(offset, time);
                });
      } else {
        return expr;
      }
    }
  }

  private record When(long offsetMs, At at) {}

  private Expr changed(
      Expr expr, Token token, String otherwise, BiFunction<Long, At, When> change) {
    if (expr instanceof VectorSelector vector) {
      When when = change.apply(vector.offsetMs(), vector.at());
      return new VectorSelector(vector.matchers(), when.offsetMs(), when.at());
    } else if (expr instanceof MatrixSelector matrix) {
      VectorSelector vector = (VectorSelector) changed(matrix.vector(), token, otherwise, change);
      return new MatrixSelector(vector, matrix.rangeMs());
    } else if (expr instanceof Subquery sub) {
      When when = change.apply(sub.offsetMs(), sub.at());
      return new Subquery(sub.expr(), sub.rangeMs(), sub.stepMs(), when.offsetMs(), when.at());
    }
    throw tokens.fault(token, otherwise);
  }

  private Expr range(Expr expr, Token bracket) {
    long rangeMs = tokens.duration("subquery selector");
    if (tokens.takeSymbol("]")) {
      check(expr instanceof VectorSelector, bracket, "ranges only allowed for vector selectors");
      VectorSelector vector = (VectorSelector) expr;
      check(vector.offsetMs() == 0, bracket, "no offset modifiers allowed before range");
      check(vector.at().isStep(), bracket, "no @ modifiers allowed before range");
      return new MatrixSelector(vector, rangeMs);
    }
    tokens.symbol(":", "subquery or range");
    long stepMs = tokens.peek().isSymbol("]") ? 0 : tokens.duration("subquery selector");
    tokens.symbol("]", "subquery selector");
    check(
        expr.type() == ValueType.VECTOR,
        bracket,
        "subquery is only allowed on instant vector, got " + expr.type().documented() + " instead");
    return new Subquery(expr, rangeMs, stepMs, 0, At.STEP);
  }

  private At time() {
    for (At.Kind kind : List.of(At.Kind.START, At.Kind.END)) {
      if (tokens.takeWord(kind.name())) {
        tokens.symbol("(", "@");
        tokens.symbol(")", "@");
        return new At(kind, 0);
      }
    }
    boolean negative = tokens.takeSymbol("-");
    if (!negative) {
      tokens.takeSymbol("+");
    }
    Token number = tokens.token(Kind.NUMBER, "@", "timestamp");
    double seconds = Numbers.parse(number, tokens) * (negative ? -1 : 1);
    check(
        Double.isFinite(seconds) && Math.abs(seconds) < 9e15,
        number,
        "timestamp out of bounds for @ modifier: " + seconds);
    return new At(At.Kind.TIME, Math.round(seconds * 1000));
  }

  private void check(boolean holds, Token token, String message) {
    if (!holds) {
      throw tokens.fault(token, message);
    }
  }
}
