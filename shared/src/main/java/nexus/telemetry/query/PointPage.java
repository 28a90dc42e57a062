package nexus.telemetry.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.MetricColumn;

/**
 * The first points of some series, by time and then by metric name: a page is a slice of time over
 * all of them.
 *
 * @param columns the page's points, ascending by metric name, no column empty
 * @param next the first point behind the page; empty when there is none
 */
record PointPage(List<MetricColumn> columns, Optional<Position> next) {

  PointPage {
    columns = List.copyOf(columns);
  }

  /**
   * The first {@code limit} points of {@code columns}, in each of which the times ascend strictly.
   */
  static PointPage first(List<MetricColumn> columns, int limit) {
    if (countBefore(columns, Long.MAX_VALUE) <= limit) {
      return new PointPage(columns, Optional.empty());
    }
    long timeMs = cutTime(columns, limit);
    long left = limit - countBefore(columns, timeMs);
    List<MetricColumn> page = new ArrayList<>();
    Optional<Position> next = Optional.empty();
    for (MetricColumn column : columns) {
      int end = column.firstAtOrAfter(timeMs);
      boolean hasPoint = end < column.size() && column.time(end) == timeMs;
      if (hasPoint && left > 0) {
        end++;
        left--;
      } else if (hasPoint && next.isEmpty()) {
        next = Optional.of(new Position(timeMs, column.metric()));
      }
      if (end > 0) {
        page.add(column.slice(0, end));
      }
    }
    return new PointPage(page, next);
  }

  /**
   * This page, or as much of its beginning as takes no more than {@code maxBytes} as {@link
   * AnswerSize} counts; a point at least.
   */
  PointPage within(long maxBytes) {
    if (AnswerSize.of(columns) <= maxBytes) {
      return this;
    }
    int fits = 1;
    int tooMany = Math.toIntExact(countBefore(columns, Long.MAX_VALUE));
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) >>> 1;
      if (AnswerSize.of(first(columns, middle).columns) <= maxBytes) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    PointPage page = first(columns, fits);
    return page.next.isPresent() ? page : this;
  }

  /**
   * The time at which the page ends: the latest before which there are no more than {@code limit}
   * points. Not all points at that time fit.
   */
  private static long cutTime(List<MetricColumn> columns, int limit) {
    long fits = Long.MAX_VALUE;
    long tooMany = Long.MIN_VALUE;
    for (MetricColumn column : columns) {
      fits = Math.min(fits, column.time(0));
      tooMany = Math.max(tooMany, column.time(column.size() - 1) + 1);
    }
    while (tooMany - fits > 1) {
      long middle = fits + (tooMany - fits) / 2;
      if (countBefore(columns, middle) <= limit) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private static long countBefore(List<MetricColumn> columns, long timeMs) {
    long count = 0;
    for (MetricColumn column : columns) {
      count += column.firstAtOrAfter(timeMs);
    }
    return count;
  }
}
