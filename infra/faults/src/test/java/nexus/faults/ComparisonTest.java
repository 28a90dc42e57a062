package nexus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import nexus.bench.Series;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static Series points(double... timesAndValues) {
    Series points = new Series();
    for (int i = 0; i < timesAndValues.length; i += 2) {
      points.add((long) timesAndValues[i], timesAndValues[i + 1]);
    }
    return points;
  }

  private static String compare(Series sent, Series stored) {
    Comparison comparison = new Comparison();
    comparison.add("series", sent, stored);
    return comparison.lost()
        + " lost, "
        + comparison.doubled()
        + " doubled, "
        + comparison.wrong()
        + " wrong";
  }

  @Test
  void whatIsStoredAsItWasSentHolds() {
    Comparison comparison = new Comparison();
    comparison.add("series", points(1, 5, 2, -0.0), points(1, 5, 2, -0.0));

    assertThat(comparison.holds()).isTrue();
    assertThat(comparison.samples()).isEqualTo(2);
  }

  @Test
  void whatLacksIsLostWhereverItWas() {
    Series sent = points(1, 5, 2, 6, 3, 7);
    assertThat(compare(sent, points(2, 6, 3, 7))).isEqualTo("1 lost, 0 doubled, 0 wrong");
    assertThat(compare(sent, points(1, 5, 3, 7))).isEqualTo("1 lost, 0 doubled, 0 wrong");
    assertThat(compare(sent, points(1, 5, 2, 6))).isEqualTo("1 lost, 0 doubled, 0 wrong");
    assertThat(compare(sent, points())).isEqualTo("3 lost, 0 doubled, 0 wrong");
  }

  @Test
  void whatStandsTwiceIsDoubled() {
    assertThat(compare(points(1, 5, 2, 6), points(1, 5, 1, 5, 2, 6)))
        .isEqualTo("0 lost, 1 doubled, 0 wrong");
    assertThat(compare(points(1, 5, 2, 6), points(1, 5, 2, 6, 2, 7)))
        .isEqualTo("0 lost, 1 doubled, 0 wrong");
  }

  @Test
  void whatDiffersOrWasNeverSentIsWrong() {
    Comparison comparison = new Comparison();
    comparison.add("a", points(1, 0.0), points(1, -0.0));
    comparison.add("b", points(), points(7, 1));

    assertThat(comparison.wrong()).isEqualTo(2);
    assertThat(comparison.holds()).isFalse();
    assertThat(comparison.complaints())
        .containsExactly("a at 1 is -0.0, not 0.0", "b has 7, which was never sent");
  }
}
