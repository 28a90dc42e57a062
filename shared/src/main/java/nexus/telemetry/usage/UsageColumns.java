package nexus.telemetry.usage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/** The samples of a GPU, by metric. */
final class UsageColumns {

  private final Map<String, Held> byMetric = new HashMap<>();

  UsageColumns(Collection<MetricColumn> series) {
    Map<String, List<MetricColumn>> all = new HashMap<>();
    for (MetricColumn one : series) {
      String metric = SeriesName.metricOf(one.metric());
      if (one.size() > 0 && UsageFields.wants(metric)) {
        all.computeIfAbsent(metric, first -> new ArrayList<>(1)).add(one);
      }
    }
    all.forEach((metric, some) -> byMetric.put(metric, new Held(joined(metric, some))));
  }

  /**
   * All series of a metric by time, as labels may change. Of a counter only those behind each
   * other: two at a time would look as if it began anew all the time.
   */
  private static MetricColumn joined(String metric, List<MetricColumn> series) {
    series.sort(Comparator.comparingLong((MetricColumn one) -> one.time(0)));
    MetricColumn joined = series.get(0);
    for (MetricColumn more : series.subList(1, series.size())) {
      if (!metric.equals(UsageFields.ENERGY) || more.time(0) > joined.time(joined.size() - 1)) {
        joined = joined.plus(more);
      }
    }
    return joined;
  }

  Collection<Held> all() {
    return byMetric.values();
  }

  Held held(String metric) {
    return byMetric.getOrDefault(metric, Held.NOTHING);
  }

  /** The value of a metric at a time; not a number where none is known. */
  double value(String metric, long timeMs) {
    Held held = byMetric.get(metric);
    return held == null ? Double.NaN : held.value(timeMs);
  }
}
