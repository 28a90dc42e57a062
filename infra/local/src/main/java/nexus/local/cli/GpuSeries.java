package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One GPU's series, put together from the pages of an answer. */
final class GpuSeries {

  private final SortedMap<String, Series> byMetric = new TreeMap<>();
  private String title = "";

  /**
   * One metric's points.
   *
   * @param unit its unit, or empty
   * @param points ascending by time
   */
  record Series(String metric, String unit, List<Point> points) {

    Point last() {
      return points.get(points.size() - 1);
    }
  }

  /**
   * @param timeMs epoch milliseconds
   */
  record Point(long timeMs, double value) {}

  /** Adds the points of a page. */
  void add(JsonNode page) {
    title = title(page);
    for (JsonNode series : page.path("series")) {
      List<Point> points =
          byMetric
              .computeIfAbsent(
                  Fields.text(series, "metric"),
                  metric -> new Series(metric, Fields.text(series, "unit"), new ArrayList<>()))
              .points();
      for (JsonNode point : series.path("points")) {
        points.add(new Point(point.path(0).asLong(), point.path(1).asDouble()));
      }
    }
    byMetric.values().removeIf(series -> series.points().isEmpty());
  }

  private static String title(JsonNode page) {
    String name = Fields.text(page, "host") + "/" + Fields.text(page, "gpu");
    return (name + "  " + Fields.text(page, "model") + "  " + Fields.text(page, "uuid")).strip();
  }

  /** The GPU: {@code dgx-a01/0 NVIDIA H100 80GB HBM3 GPU-…}. */
  String title() {
    return title;
  }

  /** Each metric that has points, by name. */
  Collection<Series> all() {
    return byMetric.values();
  }

  boolean isEmpty() {
    return byMetric.isEmpty();
  }

  int points() {
    return all().stream().mapToInt(series -> series.points().size()).sum();
  }

  /** The first time there is. */
  long firstMs() {
    return all().stream().mapToLong(series -> series.points().get(0).timeMs()).min().orElse(0);
  }

  /** The last time there is. */
  long lastMs() {
    return all().stream().mapToLong(series -> series.last().timeMs()).max().orElse(0);
  }
}
