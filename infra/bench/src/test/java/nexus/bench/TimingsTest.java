package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimingsTest {

  @Test
  void percentileIsTheNearestRank() {
    Timings hundred = Timings.of(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());

    assertThat(hundred.percentile(50)).isEqualTo(50);
    assertThat(hundred.percentile(99)).isEqualTo(99);
    assertThat(Timings.of(7).percentile(50)).isEqualTo(7);
    assertThat(Timings.of(1, 2, 3).percentile(99)).isEqualTo(3);
  }

  @Test
  void orderOfTheFiguresDoesNotMatter() {
    double[] figures = {3, 1, 2};
    Timings timings = Timings.of(figures);

    assertThat(timings.least()).isEqualTo(1);
    assertThat(timings.median()).isEqualTo(2);
    assertThat(timings.most()).isEqualTo(3);
    assertThat(figures).containsExactly(3, 1, 2);
  }

  @Test
  void nothingMeasuredIsNoFigure() {
    assertThatThrownBy(Timings::of).hasMessage("nothing was measured");
  }
}
