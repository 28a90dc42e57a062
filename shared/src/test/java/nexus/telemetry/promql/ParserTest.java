package nexus.telemetry.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.telemetry.promql.eval.Engine;
import nexus.telemetry.promql.syntax.Durations;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                | no expression found in input",
        "a b               | 1:3: parse error: unexpected identifier \"b\"",
        "sum(              | 1:5: parse error: unexpected end of input",
        "a{b=c}            | expected string",
        "a{b=\"c\"         | expected \",\"",
        "a{b~\"c\"}        | unexpected character",
        "{}                | at least one non-empty matcher",
        "a{__name__=\"b\"} | metric name must not be set twice",
        "a{b=~\"(\"}       | error parsing regexp",
        "a[5]              | expected duration",
        "a[0s]             | duration must be greater than 0",
        "a[5m] offset 1h1d | not a valid duration",
        "a offset 1m offset 2m | offset may not be set multiple times",
        "1 > 2             | comparisons between scalars must use BOOL modifier",
        "a and 1           | set operator \"and\" not allowed in binary scalar expression",
        "a + bool b        | bool modifier can only be used on comparison operators",
        "rate(a)           | expected type range vector in call to function \"rate\", got instant vector",
        "abs()             | expected 1 argument(s)",
        "nope(a)           | unknown function with name \"nope\"",
        "topk(a)           | wrong number of arguments",
        "\"a               | unterminated quoted string",
        "1_0               | bad number or duration syntax",
      })
  void whatIsNoExpressionIsSaid(String text, String message) {
    assertThatThrownBy(() -> Parser.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPlaceIsTheLineAndTheColumn() {
    assertThatThrownBy(() -> Parser.parse("sum(\n  a +\n)"))
        .hasMessage("3:1: parse error: unexpected \")\"");
  }

  @Test
  void anExpressionAsLargeAsIsTakenIsWorkedOut() {
    String many = "1" + "+1".repeat(499);
    Budget budget = new Budget(Limits.DEFAULT, () -> 0);

    Expr expr = Parser.parse(many);
    assertThatCode(() -> new Engine((m, f, t, s) -> {}, budget).instant(expr, 0))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Parser.parse(many + "+1"))
        .hasMessageContaining("an expression has 1000 parts at most");
    assertThatThrownBy(() -> Parser.parse("(".repeat(300) + "1" + ")".repeat(300)))
        .hasMessageContaining("nested too deep");
    assertThatThrownBy(() -> Parser.parse("-".repeat(300) + "a"))
        .hasMessageContaining("nested too deep");
    assertThatThrownBy(() -> Parser.parse(" ".repeat(Limits.MAX_LENGTH) + "1"))
        .hasMessageContaining("characters at most");
  }

  @Test
  void durationsHaveTheirUnitsInOrder() {
    assertThat(Durations.parse("1y2w3d4h5m6s7ms"))
        .isEqualTo(((((365 + 14 + 3) * 24L + 4) * 60 + 5) * 60 + 6) * 1000 + 7);
    assertThatThrownBy(() -> Durations.parse("1m1h")).isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> Durations.parse("999999999999999y"))
        .hasMessage("duration out of range");
  }

  @Test
  void aPatternOfWordsIsComparedAsWords() {
    Matcher words = Matcher.of("a", Matcher.Op.REGEX, "node-1|node\\.2|");

    assertThat(words.matches("node-1")).isTrue();
    assertThat(words.matches("node.2")).isTrue();
    assertThat(words.matches("nodex2")).isFalse();
    assertThat(words.matches("")).isTrue();
    assertThat(Matcher.of("a", Matcher.Op.NOT_REGEX, "x.*").matches("xy")).isFalse();
  }
}
