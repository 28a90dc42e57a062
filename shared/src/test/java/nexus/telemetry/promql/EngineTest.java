package nexus.telemetry.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import nexus.telemetry.promql.eval.Engine;
import nexus.telemetry.promql.eval.Points;
import nexus.telemetry.promql.eval.Series;
import nexus.telemetry.promql.eval.Steps;
import nexus.telemetry.promql.eval.Value;
import nexus.telemetry.promql.functions.PlainNumber;
import nexus.telemetry.promql.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus 2.42 answers of a few series; PromqlJudgeIT asks it itself, of many more. */
class EngineTest {

  private static final double NO = Double.NaN;

  private final MemorySeries series =
      new MemorySeries()
          .add(60_000, new double[] {0, 10, 20, 30, 5, 15}, "__name__", "c", "h", "a", "g", "0")
          .add(60_000, new double[] {1, 2, NO, NO, NO, NO, 3}, "__name__", "v", "h", "a", "g", "0")
          .add(60_000, new double[] {4, 4, 4, 4, 4, 4, 4}, "__name__", "v", "h", "a", "g", "1")
          .add(60_000, new double[] {9, 8, 7, 6, 5, 4, 3}, "__name__", "v", "h", "b", "g", "0");

  private static Budget budget(Limits limits) {
    return new Budget(limits, () -> 0);
  }

  private String at(long seconds, String expression) {
    Engine engine = new Engine(series, budget(Limits.DEFAULT));
    Value value = engine.instant(Parser.parse(expression), seconds * 1000);
    if (value instanceof Value.Scalar scalar) {
      return PlainNumber.of(scalar.values()[0]);
    } else if (value instanceof Value.Text text) {
      return text.text();
    } else if (value instanceof Value.Matrix matrix) {
      return matrix.series().stream().map(EngineTest::shown).collect(Collectors.joining("; "));
    }
    return ((Value.Vector) value)
        .series().stream()
            .map(one -> one.labels() + " " + PlainNumber.of(one.values()[0]))
            .collect(Collectors.joining("; "))
            .replace("\"", "'");
  }

  private static String shown(Points points) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      all.add(PlainNumber.of(points.values()[i]) + "@" + points.times()[i] / 1000);
    }
    return points.labels().get("g") + " " + String.join(" ", all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        // a sample reaches five minutes, both ends included
        "360 # v{g='0',h='a'}             # v{g='0', h='a'} 3",
        "359 # v{g='0',h='a'}             # v{g='0', h='a'} 2",
        "660 # v{g='0',h='a'}             # v{g='0', h='a'} 3",
        "661 # count(v)                   # ``",
        "120 # v offset 1m                # v{g='0', h='a'} 2; v{g='0', h='b'} 8; v{g='1', h='a'} 4",
        "120 # v{g='0',h='b'} @ 60        # v{g='0', h='b'} 8",
        "120 # v{g='0',h='b'} @ end()     # v{g='0', h='b'} 7",
        "120 # v{g='0',h='b'} offset -1m  # v{g='0', h='b'} 6",
        "120 # v{h=~'a|x',g!='0'}         # v{g='1', h='a'} 4",
        "120 # {__name__=~'v|c',g!~'1',h='a'} # c{g='0', h='a'} 20; v{g='0', h='a'} 2",
        // windows have both ends, counters start anew, growth is stretched to the ends
        "300 # rate(c[5m])                # {g='0', h='a'} 0.15000000000000002",
        "300 # increase(c[5m])            # {g='0', h='a'} 45",
        "330 # increase(c[4m])            # {g='0', h='a'} 33.33333333333333",
        "300 # delta(c[5m])               # {g='0', h='a'} 15",
        "300 # irate(c[5m])               # {g='0', h='a'} 0.16666666666666666",
        "240 # idelta(c[5m])              # {g='0', h='a'} -25",
        "300 # resets(c[5m])              # {g='0', h='a'} 1",
        "300 # changes(c[5m])             # {g='0', h='a'} 5",
        "360 # deriv(v{h='b'}[6m])        # {g='0', h='b'} -0.016666666666666666",
        "360 # predict_linear(v{h='b'}[6m], 60) # {g='0', h='b'} 2",
        "180 # sum_over_time(c[2m])       # {g='0', h='a'} 60",
        "180 # quantile_over_time(0.25, c[2m]) # {g='0', h='a'} 15",
        "180 # last_over_time(c[2m])      # c{g='0', h='a'} 30",
        "180 # stddev_over_time(c[2m])    # {g='0', h='a'} 8.16496580927726",
        "180 # absent_over_time(n{a='b'}[2m]) # {a='b'} 1",
        "300 # max_over_time(sum(v)[4m:2m]) # {} 13",
        "300 # sum_over_time(vector(time())[2m:50s]) # {} 750",
        // aggregates
        "60  # sum by (h) (v)             # {h='a'} 6; {h='b'} 8",
        "60  # avg without (g) (v)        # {h='a'} 3; {h='b'} 8",
        "60  # stdvar(v)                  # {} 6.222222222222222",
        "60  # topk(2, v)                 # v{g='0', h='b'} 8; v{g='1', h='a'} 4",
        "60  # bottomk by (h) (1, v)      # v{g='0', h='a'} 2; v{g='0', h='b'} 8",
        "60  # quantile(0.5, v)           # {} 4",
        "60  # count_values('n', v)       # {n='2'} 1; {n='8'} 1; {n='4'} 1",
        "60  # sort_desc(v)               # v{g='0', h='b'} 8; v{g='1', h='a'} 4; v{g='0', h='a'} 2",
        "60  # sort(0 / (v - 2))          # {g='0', h='b'} 0; {g='1', h='a'} 0; {g='0', h='a'} NaN",
        // operators
        "60  # -2 ^ 2                     # -4",
        "60  # 2 ^ 3 ^ 2                  # 512",
        "60  # 1 - 2 - 3                  # -4",
        "60  # 1 ^ NaN                    # 1",
        "60  # v > 3                      # v{g='0', h='b'} 8; v{g='1', h='a'} 4",
        "60  # 5 < v                      # v{g='0', h='b'} 8",
        "60  # v > bool 3                 # {g='0', h='a'} 0; {g='0', h='b'} 1; {g='1', h='a'} 1",
        "60  # v + on (h, g) c            # {g='0', h='a'} 12",
        "60  # v * on (h) group_left c    # {g='0', h='a'} 20; {g='1', h='a'} 40",
        "60  # v and on (h) c             # v{g='0', h='a'} 2; v{g='1', h='a'} 4",
        "60  # v unless c                 # v{g='0', h='b'} 8; v{g='1', h='a'} 4",
        "60  # c or v{h='b'}              # c{g='0', h='a'} 10; v{g='0', h='b'} 8",
        "60  # scalar(c) + 1              # 11",
        "60  # scalar(v)                  # NaN",
        "60  # absent(n{a='b',c=~'d'})    # {a='b'} 1",
        "90  # timestamp(c)               # {g='0', h='a'} 60",
        "90  # timestamp(c + 0)           # {g='0', h='a'} 90",
        "60  # label_replace(c, 'x', '$1-$$', 'h', '(.*)') # c{g='0', h='a', x='a-$'} 10",
        "60  # label_join(c, 'x', '/', 'h', 'g') # c{g='0', h='a', x='a/0'} 10",
        "60  # clamp(v, 3, 5)             # {g='0', h='a'} 3; {g='0', h='b'} 5; {g='1', h='a'} 4",
        "60  # year(vector(1709251199)) + days_in_month(vector(1709251199)) # {} 2053",
        "60  # 'x'                        # x",
        "120 # c[1m]                      # 0 10@60 20@120",
        "120 # c[2m:1m] offset 30s        # 0 0@0 10@60",
      })
  void anInstantsValueIs(long seconds, String expression, String value) {
    assertThat(at(seconds, expression.replace('\'', '"'))).isEqualTo(value == null ? "" : value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "v + on (h) c                # many-to-one matching must be explicit",
        "c + on (h) v                # many-to-many matching not allowed",
        "rate({__name__=~'v|c'}[2m]) # same labelset",
        "abs({__name__=~'v|c'})      # same labelset",
        "label_replace(v, '1', '', 'g', '.*') # invalid destination label name",
        "topk(NaN, v)                # overflows int64",
        "holt_winters(v[5m], 0, 0.5) # invalid smoothing factor",
        "histogram_quantile(0.9, v)  # not supported",
      })
  void whatCannotBeWorkedOutIsSaid(String expression, String message) {
    assertThatThrownBy(() -> at(60, expression.replace('\'', '"')))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aRangeHasTheStepsThatHaveAValueByLabels() {
    Engine engine = new Engine(series, budget(Limits.DEFAULT));
    List<Series> found =
        engine.range(Parser.parse("v{h=\"a\"} - 1"), Steps.between(0, 720_000, 240_000));

    assertThat(found).extracting(one -> one.labels().get("g")).containsExactly("0", "1");
    assertThat(found.get(0).values()).startsWith(0, 1, 2);
    assertThat(found.get(0).isAt(3)).isFalse();
    assertThat(engine.range(Parser.parse("n"), Steps.at(0))).isEmpty();
    assertThat(engine.range(Parser.parse("time()"), Steps.between(0, 1000, 500)).get(0).values())
        .containsExactly(0, 0.5, 1);
    assertThatThrownBy(() -> engine.range(Parser.parse("v[1m]"), Steps.at(0)))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("must be Scalar or instant Vector");
  }

  @Test
  void whatTakesMoreThanIsAllowedIsEnded() {
    Limits few = new Limits(2, 1_000, Duration.ofSeconds(1));

    assertThatThrownBy(() -> new Engine(series, budget(few)).instant(Parser.parse("v"), 0))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("more than 2 series");
    assertThatThrownBy(
            () ->
                new Engine(series, budget(few))
                    .range(Parser.parse("c"), Steps.between(0, 1_001, 1)))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("too many samples");
    assertThatThrownBy(
            () ->
                new Engine(series, budget(few))
                    .instant(Parser.parse("sum_over_time(vector(1)[1y:1ms])"), 0))
        .isInstanceOf(EvaluationException.class);
    LongSupplier slow =
        new LongSupplier() {
          private long nanos;

          @Override
          public long getAsLong() {
            return nanos += 600_000_000;
          }
        };
    assertThatThrownBy(
            () -> new Engine(series, new Budget(few, slow)).instant(Parser.parse("c"), 0))
        .isInstanceOf(QueryTimeoutException.class);
  }
}
