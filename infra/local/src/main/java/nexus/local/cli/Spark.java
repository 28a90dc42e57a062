package nexus.local.cli;

import java.util.Arrays;
import java.util.List;
import nexus.local.cli.GpuSeries.Point;

/**
 * Values over time as a row of bars, from the least to the greatest. A column is as wide as the
 * values lie apart, or wider, and shows their mean; it is blank where there is none.
 */
final class Spark {

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Spark() {}

  /**
   * @param points ascending by time
   * @param fromMs time of the first column
   * @param toMs time of the last column
   * @param most columns there may be, 2 or more
   */
  static String of(List<Point> points, long fromMs, long toMs, int most) {
    long width = Math.max(typicalGap(points), (toMs - fromMs) / (most - 1) + 1);
    int columns = (int) ((toMs - fromMs + width / 2) / width) + 1;
    double[] sums = new double[columns];
    int[] counts = new int[columns];
    for (Point point : points) {
      int column = (int) ((point.timeMs() - fromMs + width / 2) / width);
      sums[column] += point.value();
      counts[column]++;
    }
    double[] means = new double[columns];
    Arrays.setAll(
        means, column -> counts[column] == 0 ? Double.NaN : sums[column] / counts[column]);
    return bars(means);
  }

  /** The median of the times between points; 1 where there are none. */
  private static long typicalGap(List<Point> points) {
    long[] gaps = new long[Math.max(0, points.size() - 1)];
    Arrays.setAll(gaps, i -> points.get(i + 1).timeMs() - points.get(i).timeMs());
    Arrays.sort(gaps);
    return gaps.length == 0 ? 1 : Math.max(1, gaps[gaps.length / 2]);
  }

  private static String bars(double[] means) {
    double low = Arrays.stream(means).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(means).filter(Double::isFinite).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double mean : means) {
      line.append(Double.isNaN(mean) ? ' ' : bar(mean, low, high));
    }
    return line.toString();
  }

  private static char bar(double value, double low, double high) {
    double share = high > low ? (value - low) / (high - low) : 0;
    return BARS.charAt((int) Math.round(share * (BARS.length() - 1)));
  }
}
