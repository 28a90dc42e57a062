package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import nexus.local.cli.GpuSeries.Point;
import org.junit.jupiter.api.Test;

class SparkTest {

  private static Point at(long second, double value) {
    return new Point(second * 1_000, value);
  }

  @Test
  void barsSpanFromTheLeastToTheGreatest() {
    List<Point> points = IntStream.range(0, 8).mapToObj(i -> at(i * 15L, i)).toList();

    assertThat(Spark.of(points, 0, 105_000, 60)).isEqualTo("▁▂▃▄▅▆▇█");
  }

  @Test
  void timesWithoutPointsAreBlank() {
    List<Point> points = List.of(at(0, 1), at(15, 1), at(30, 9), at(75, 9), at(90, 1));

    assertThat(Spark.of(points, 0, 90_000, 60)).isEqualTo("▁▁█  █▁");
  }

  @Test
  void unsteadyClocksMakeNoGaps() {
    List<Point> points = List.of(at(0, 1), at(14, 1), at(31, 1), at(44, 1), at(61, 1), at(75, 1));

    assertThat(Spark.of(points, 0, 75_000, 60)).isEqualTo("▁▁▁▁▁▁");
  }

  @Test
  void longSeriesAreAveragedIntoTheWidth() {
    List<Point> points = IntStream.rangeClosed(0, 1_000).mapToObj(i -> at(i, i)).toList();

    assertThat(Spark.of(points, 0, 1_000_000, 60))
        .hasSizeBetween(50, 60)
        .startsWith("▁")
        .endsWith("█");
  }

  @Test
  void otherSeriesMayBeginEarlierAndEndLater() {
    assertThat(Spark.of(List.of(at(31, 5)), 0, 60_000, 3)).isEqualTo(" ▁ ");
  }
}
