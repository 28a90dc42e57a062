package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1234567.8; 1,234,568",
        "512; 512",
        "123.4; 123",
        "12.345; 12.3",
        "1.2345; 1.23",
        "0.35; 0.35",
        "0.3456; 0.346",
        "0.8; 0.8",
        "2; 2",
        "0; 0"
      })
  void numberHasTheDigitsThatCount(double value, String text) {
    assertThat(Figure.number(value)).isEqualTo(text);
  }

  @Test
  void lessIsBetterBelowABound() {
    Figure p50 = new Figure("p50", 0.9, "ms").target(Goal.atMost(1)).firstBar(Goal.atMost(3));

    assertThat(p50.verdict()).isEqualTo("met");
    assertThat(with(p50, 1).verdict()).isEqualTo("met");
    assertThat(with(p50, 2).verdict()).isEqualTo("missed, first bar met");
    assertThat(with(p50, 4).verdict()).isEqualTo("missed, first bar too");
  }

  @Test
  void moreIsBetterAboveABound() {
    Figure rate = new Figure("rate", 2e6, "rows/s").target(Goal.atLeast(1e6));

    assertThat(rate.verdict()).isEqualTo("met");
    assertThat(with(rate, 9e5).verdict()).isEqualTo("missed");
    assertThat(rate.target().text()).isEqualTo("≥ 1,000,000");
  }

  @Test
  void barOfAnotherCommandIsNotJudged() {
    Figure rate =
        new Figure("rate", 5, "rows/s")
            .target(Goal.atLeast(10))
            .firstBar(Goal.elsewhere("above a peer"));

    assertThat(rate.verdict()).isEqualTo("missed");
    assertThat(rate.firstBar().text()).isEqualTo("above a peer");
  }

  @Test
  void figureWithoutAGoalHasNoVerdict() {
    Figure rate = new Figure("rate", 5, "").target(Goal.atLeast(10));

    assertThat(rate.withoutGoals().verdict()).isEmpty();
    assertThat(rate.measured()).isEqualTo("5");
  }

  private static Figure with(Figure figure, double value) {
    return new Figure(figure.what(), value, figure.unit(), figure.target(), figure.firstBar());
  }
}
