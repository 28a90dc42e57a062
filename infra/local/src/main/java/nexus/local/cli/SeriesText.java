package nexus.local.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.local.cli.GpuSeries.Point;
import nexus.local.cli.GpuSeries.Series;

/** A GPU's series as tables. */
final class SeriesText {

  private static final String OVER_TIME = "OVER TIME";

  /** Columns of a spark line where output is no terminal, and bounds where it is. */
  private static final int USUAL = 60;

  private static final int LEAST = 8;
  private static final int MOST = 120;

  private SeriesText() {}

  /** The newest values: a row a metric. */
  static Table newest(GpuSeries series, MetricWords words) {
    Table table = new Table("METRIC", ">VALUE", "UNIT", "TIME", "NAME");
    for (Series one : series.all()) {
      String[] value = words.value(one);
      table.row(one.metric(), value[0], value[1], time(one.last()), words.name(one.metric()));
    }
    return table;
  }

  /** All points: a row a time, a column a metric. */
  static Table points(GpuSeries series) {
    List<String> titles = new ArrayList<>(List.of("TIME"));
    SortedMap<Long, String[]> rows = new TreeMap<>();
    for (Series one : series.all()) {
      int column = titles.size() - 1;
      titles.add(">" + one.metric());
      for (Point point : one.points()) {
        rows.computeIfAbsent(point.timeMs(), time -> new String[series.all().size()])[column] =
            Units.value(point.value());
      }
    }
    Table table = new Table(titles);
    rows.forEach((time, values) -> table.row(row(time, values)));
    return table;
  }

  private static Object[] row(long timeMs, String[] values) {
    Object[] row = new Object[values.length + 1];
    row[0] = Instant.ofEpochMilli(timeMs).toString();
    for (int i = 0; i < values.length; i++) {
      row[i + 1] = values[i] == null ? "" : values[i];
    }
    return row;
  }

  /** A spark line a metric, with its least, mean, greatest and last value. */
  static List<String> sparks(GpuSeries series, int terminal, boolean colour) {
    List<String> lines = new ArrayList<>();
    lines.add(series.title());
    lines.add(
        "%s from %s to %s"
            .formatted(
                Units.counted(series.points(), "point"),
                Instant.ofEpochMilli(series.firstMs()),
                Instant.ofEpochMilli(series.lastMs())));
    int width = room(figures(series, 0), terminal);
    lines.addAll(figures(series, width).lines(terminal, colour));
    return lines;
  }

  /** What a terminal leaves beside names and figures. */
  private static int room(Table figures, int terminal) {
    int taken = figures.lines(0, false).get(0).length() - OVER_TIME.length();
    return terminal == 0 ? USUAL : Math.max(LEAST, Math.min(MOST, terminal - taken));
  }

  /**
   * @param width columns of the spark lines; 0 for none
   */
  private static Table figures(GpuSeries series, int width) {
    Table table = new Table("METRIC", ">MIN", ">MEAN", ">MAX", ">LAST", "UNIT", OVER_TIME);
    for (Series one : series.all()) {
      String spark =
          width == 0 ? "" : Spark.of(one.points(), series.firstMs(), series.lastMs(), width);
      table.row(figures(one, spark));
    }
    return table;
  }

  private static Object[] figures(Series series, String spark) {
    DoubleSummaryStatistics all =
        series.points().stream().mapToDouble(Point::value).summaryStatistics();
    return new Object[] {
      series.metric(),
      Units.value(all.getMin()),
      Units.value(all.getAverage()),
      Units.value(all.getMax()),
      Units.value(series.last().value()),
      series.unit(),
      new Table.Cell(spark, Style.GREEN)
    };
  }

  private static String time(Point point) {
    return Instant.ofEpochMilli(point.timeMs()).toString();
  }
}
