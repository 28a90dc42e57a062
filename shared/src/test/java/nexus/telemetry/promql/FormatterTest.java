package nexus.telemetry.promql;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.telemetry.promql.syntax.Formatter;
import nexus.telemetry.promql.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatterTest {

  private static String formatted(String expression) {
    return Formatter.format(Parser.parse(expression));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1e6 | 1e+06",
        "0x1F | 31",
        "-0.00001 | -1e-05",
        "-Inf | -Inf",
        "a+b*c | a + b * c",
        "-  a | -a",
        "a{z='1',b=~'x'} | a{b=~\"x\",z=\"1\"}",
        "{b!='x', c='d'} | {b!=\"x\",c=\"d\"}",
        "sum(a)by(b,c) | sum by (b, c) (a)",
        "sum without()(a) | sum without () (a)",
        "topk(3,a) | topk(3, a)",
        "a[90s] offset 1h @ 5 | a[1m30s] @ 5.000 offset 1h",
        "a offset -5m @ end() | a @ end() offset -5m",
        "(a)[5m:] | (a)[5m:]",
        "a[1d:30s] @ start() | a[1d:30s] @ start()",
        "a == bool on() group_right b | a == bool on () group_right () b",
        "a / ignoring(x) group_left(y) b | a / ignoring (x) group_left (y) b",
        "a * ignoring() group_left() b | a * ignoring () group_left () b",
        "label_replace(a,'b','$1','c','(.*)') | label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")",
      })
  void oneLineIsWrittenOneWay(String expression, String expected) {
    assertThat(formatted(expression)).isEqualTo(expected);
    assertThat(formatted(expected)).as("formatted again").isEqualTo(expected);
  }

  @Test
  void aLongOneIsWrittenOnSeveralLines() {
    String name = "a_metric_with_a_name_that_is_long_enough_to_need_a_line_of_its_own";
    String expression =
        "sum by (x) (rate(%s[5m])) / -max(%s{a=\"b\"}) > bool 5".formatted(name, name);
    String expected =
        """
            sum by (x) (rate(%s[5m]))
          /
            -max(%s{a="b"})
        > bool
          5"""
            .formatted(name, name);

    assertThat(formatted(expression)).isEqualTo(expected);
    assertThat(formatted(expected)).isEqualTo(expected);
  }
}
