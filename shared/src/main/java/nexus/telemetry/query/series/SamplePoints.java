package nexus.telemetry.query.series;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.MetricColumn;

/** Samples as they are: each is a point. */
final class SamplePoints implements PointSink {

  private final Map<String, PointColumn> points = new TreeMap<>();
  private long size;

  @Override
  public boolean add(MetricColumn samples, int from, int to) {
    PointColumn column = points.computeIfAbsent(samples.metric(), metric -> new PointColumn());
    if (samples.time(from) <= column.lastTime()) {
      return false;
    }
    column.addAll(samples, from, to);
    size += to - from;
    return true;
  }

  @Override
  public void stretchDone() {
    // Every sample is a finished point at once.
  }

  @Override
  public long finished() {
    return size;
  }

  @Override
  public void end() {
    // Nothing is held back.
  }

  @Override
  public List<MetricColumn> columns() {
    return points.entrySet().stream().map(e -> e.getValue().toColumn(e.getKey())).toList();
  }
}
