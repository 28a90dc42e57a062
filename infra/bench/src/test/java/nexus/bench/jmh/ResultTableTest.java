package nexus.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTableTest {

  private static final String LONG = "nexus.bench.jmh.CsvBenchmark.longFormat";
  private static final String STATS = "nexus.bench.jmh.StatsBenchmark.gpus248New";

  @Test
  void lineSaysThreeDigitsOfEachFigureAndWhatIsCounted() {
    assertThat(ResultTable.line(LONG, 1_234_567.8, 0.0449, 812.3, 40.04))
        .isEqualTo("| Csv longFormat | 1,230,000 rows | 4 % | 812 ns | 40.0 B |");
    assertThat(ResultTable.line(STATS, 812.34, 0.2, 1_234_567, 1_234_567))
        .isEqualTo("| Stats gpus248New | 812 answers | 20 % | 1.23 ms | 1,230,000 B |");
  }

  @Test
  void figureThatIsNotKnownIsADash() {
    assertThat(ResultTable.line(LONG, 10.0, Double.NaN, Double.NaN, Double.NaN))
        .isEqualTo("| Csv longFormat | 10.0 rows | – | – | – |");
  }
}
