package nexus.telemetry.query.series;

import java.io.IOException;
import java.util.List;
import nexus.telemetry.model.MetricColumn;

/** Walks over columns as rows: by time, then by metric. */
public final class PointRows {

  /** Takes points. */
  public interface Sink {
    void point(String metric, long timeMs, double value) throws IOException;
  }

  private PointRows() {}

  /**
   * Hands over every point.
   *
   * @param columns ascending by metric; in each the times ascend strictly
   */
  public static void forEach(List<MetricColumn> columns, Sink sink) throws IOException {
    int[] next = new int[columns.size()];
    for (long time = earliest(columns, next); time != Long.MAX_VALUE; ) {
      for (int i = 0; i < next.length; i++) {
        MetricColumn column = columns.get(i);
        if (next[i] < column.size() && column.time(next[i]) == time) {
          sink.point(column.metric(), time, column.value(next[i]));
          next[i]++;
        }
      }
      time = earliest(columns, next);
    }
  }

  private static long earliest(List<MetricColumn> columns, int[] next) {
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < next.length; i++) {
      MetricColumn column = columns.get(i);
      if (next[i] < column.size()) {
        earliest = Math.min(earliest, column.time(next[i]));
      }
    }
    return earliest;
  }
}
