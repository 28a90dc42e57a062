package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void equalPointsMakeNoDifference() {
    assertThat(series(40).difference(series(40))).isEmpty();
  }

  @Test
  void anotherValueIsToldWithItsPlace() {
    Series other = series(2);
    other.add(2, 7.5);
    assertThat(series(3).difference(other)).hasValue("point 2 is (2, 7.5) and not (2, 2.0)");
  }

  @Test
  void missingAndSurplusPointsAreToldByNumber() {
    assertThat(series(3).difference(series(2))).hasValue("2 points and not 3");
    assertThat(series(2).difference(series(3))).hasValue("3 points and not 2");
  }

  private static Series series(int size) {
    Series series = new Series();
    for (int i = 0; i < size; i++) {
      series.add(i, i);
    }
    return series;
  }
}
