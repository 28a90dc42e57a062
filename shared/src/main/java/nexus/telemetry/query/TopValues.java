package nexus.telemetry.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import nexus.telemetry.query.ClusterSummary.Top;
import nexus.telemetry.store.HostLatest.Gpu;

/** The highest values of some metrics; of equal values, those of the first host and GPU. */
final class TopValues {

  private static final Comparator<Top> HIGHEST_FIRST =
      Comparator.comparingDouble(Top::value)
          .reversed()
          .thenComparing(Top::host)
          .thenComparing(Top::gpu);

  private final int most;

  /** By metric, lowest first, at most {@code most} each. */
  private final Map<String, PriorityQueue<Top>> kept = new LinkedHashMap<>();

  /**
   * @param metrics which metrics, in the order of the answer
   * @param most values kept of each
   */
  TopValues(Collection<String> metrics, int most) {
    this.most = most;
    for (String metric : metrics) {
      kept.put(metric, new PriorityQueue<>(HIGHEST_FIRST.reversed()));
    }
  }

  void offer(String metric, String host, Gpu gpu, double value) {
    PriorityQueue<Top> queue = kept.get(metric);
    if (queue == null || (queue.size() == most && value < queue.element().value())) {
      return;
    }
    queue.add(new Top(metric, host, gpu.gpu(), gpu.uuid(), value));
    if (queue.size() > most) {
      queue.remove();
    }
  }

  List<Top> highest() {
    List<Top> all = new ArrayList<>();
    for (PriorityQueue<Top> queue : kept.values()) {
      queue.stream().sorted(HIGHEST_FIRST).forEach(all::add);
    }
    return all;
  }
}
