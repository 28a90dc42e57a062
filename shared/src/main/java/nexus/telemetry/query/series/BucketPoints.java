package nexus.telemetry.query.series;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;

/**
 * Samples gathered in buckets. A bucket begins at a multiple of the step, counted from the epoch;
 * its point's time is that start, so the first point may be earlier than the range. It is finished
 * when a sample behind it was seen, of whatever metric, and so never cut by a block or a page.
 */
final class BucketPoints implements PointSink {

  /** Most samples held at once to find percentiles. */
  static final int MAX_HELD = 2_000_000;

  private final long stepMs;
  private final Aggregation aggregation;
  private final Map<String, Series> series = new TreeMap<>();
  private long latestMs = Long.MIN_VALUE;
  private long finished;
  private int held;

  /** One metric: its finished points, and the bucket that is still open. */
  private static final class Series {
    private final PointColumn points = new PointColumn();
    private Bucket open;
    private long lastMs = Long.MIN_VALUE;
  }

  BucketPoints(long stepMs, Aggregation aggregation) {
    this.stepMs = stepMs;
    this.aggregation = aggregation;
  }

  @Override
  public boolean add(MetricColumn samples, int from, int to) {
    Series one = series.computeIfAbsent(samples.metric(), metric -> new Series());
    if (samples.time(from) <= one.lastMs) {
      return false;
    }
    for (int i = from; i < to; i++) {
      add(one, samples.time(i), samples.value(i));
    }
    one.lastMs = samples.time(to - 1);
    latestMs = Math.max(latestMs, one.lastMs);
    return true;
  }

  @Override
  public void stretchDone() {
    if (latestMs != Long.MIN_VALUE) {
      closeBefore(start(latestMs));
    }
  }

  @Override
  public long finished() {
    return finished;
  }

  @Override
  public void end() {
    closeBefore(Long.MAX_VALUE);
  }

  @Override
  public List<MetricColumn> columns() {
    return series.entrySet().stream()
        .filter(e -> e.getValue().points.size() > 0)
        .map(e -> e.getValue().points.toColumn(e.getKey()))
        .toList();
  }

  private void add(Series one, long timeMs, double value) {
    long startMs = start(timeMs);
    if (one.open != null && one.open.startMs() != startMs) {
      close(one);
    }
    if (one.open == null) {
      one.open = new Bucket(startMs, aggregation == Aggregation.P95);
    }
    one.open.add(value);
    if (aggregation == Aggregation.P95 && ++held > MAX_HELD) {
      throw new InvalidInputException(
          "step", "step is too long for p95: more than " + MAX_HELD + " samples at once");
    }
  }

  private void closeBefore(long startMs) {
    for (Series one : series.values()) {
      if (one.open != null && one.open.startMs() < startMs) {
        close(one);
      }
    }
  }

  private void close(Series one) {
    one.points.add(one.open.startMs(), one.open.value(aggregation));
    held -= one.open.held();
    one.open = null;
    finished++;
  }

  private long start(long timeMs) {
    return Math.floorDiv(timeMs, stepMs) * stepMs;
  }
}
