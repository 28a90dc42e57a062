package nexus.telemetry.query.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/**
 * The first points of some series, by time and then by metric name: a page is a slice of time over
 * all of them.
 *
 * @param request what was asked
 * @param gpu whose points they are
 * @param facts what is known of the GPU; of newest values UUID, device and model alone
 * @param origins where its samples come from, over their times
 * @param columns the page's points, ascending by metric name, no column empty; in each the times
 *     ascend strictly
 * @param missing times of this page of which samples may be missing, ascending
 * @param revision the store's revision that was read
 * @param next the first point behind the page; empty when there is none
 */
public record SeriesPage(
    SeriesRequest request,
    GpuId gpu,
    GpuFacts facts,
    Runs<Origin> origins,
    List<MetricColumn> columns,
    List<Missing> missing,
    long revision,
    Optional<Position> next) {

  public SeriesPage {
    columns = List.copyOf(columns);
    missing = List.copyOf(missing);
  }

  /** Asks for the page behind, at the same revision; empty at the end. */
  public Optional<SeriesRequest> nextRequest() {
    return next.map(first -> request.from(first, revision));
  }

  /** Points of all columns. */
  public int size() {
    return Math.toIntExact(countBefore(Long.MAX_VALUE));
  }

  /** The first {@code most} points of this page, which is the page itself where it has no more. */
  public SeriesPage first(int most) {
    if (size() <= most) {
      return this;
    }
    long timeMs = cutTime(most);
    long left = most - countBefore(timeMs);
    List<MetricColumn> page = new ArrayList<>();
    Position behind = null;
    for (MetricColumn column : columns) {
      int end = column.firstAtOrAfter(timeMs);
      boolean hasPoint = end < column.size() && column.time(end) == timeMs;
      if (hasPoint && left > 0) {
        end++;
        left--;
      } else if (hasPoint && behind == null) {
        behind = new Position(timeMs, column.metric());
      }
      if (end > 0) {
        page.add(column.slice(0, end));
      }
    }
    return new SeriesPage(
        request,
        gpu,
        facts,
        origins,
        page,
        missingBefore(timeMs),
        revision,
        Optional.ofNullable(behind));
  }

  /** What is missing up to the end of the point at {@code timeMs}. */
  private List<Missing> missingBefore(long timeMs) {
    long endMs = timeMs + request.resolutionMs();
    return missing.stream()
        .filter(one -> one.overlaps(Long.MIN_VALUE, endMs))
        .map(one -> one.within(Long.MIN_VALUE, endMs))
        .toList();
  }

  /**
   * The time at which a page ends: the latest before which there are no more than {@code most}
   * points. Not all points at that time fit.
   */
  private long cutTime(int most) {
    long fits = Long.MAX_VALUE;
    long tooMany = Long.MIN_VALUE;
    for (MetricColumn column : columns) {
      fits = Math.min(fits, column.time(0));
      tooMany = Math.max(tooMany, column.time(column.size() - 1) + 1);
    }
    while (tooMany - fits > 1) {
      long middle = fits + (tooMany - fits) / 2;
      if (countBefore(middle) <= most) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private long countBefore(long timeMs) {
    long count = 0;
    for (MetricColumn column : columns) {
      count += column.firstAtOrAfter(timeMs);
    }
    return count;
  }
}
