package nexus.functions.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one answer tells: families of metrics, of which no two have one name. */
final class Families {

  private final List<MetricSnapshot> all = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Takes a family in, unless another has its name. */
  boolean add(MetricSnapshot family) {
    return names.add(family.getMetadata().getPrometheusName()) && all.add(family);
  }

  void addAll(Iterable<MetricSnapshot> families) {
    families.forEach(this::add);
  }

  MetricSnapshots snapshots() {
    return new MetricSnapshots(all);
  }
}
