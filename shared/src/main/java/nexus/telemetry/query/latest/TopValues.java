package nexus.telemetry.query.latest;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import nexus.telemetry.store.HostLatest.Gpu;

/** The highest values of a metric; of equal values, those of the first host and GPU. */
final class TopValues {

  static final Comparator<TopValue> HIGHEST_FIRST =
      Comparator.comparingDouble(TopValue::value)
          .reversed()
          .thenComparing(TopValue::host)
          .thenComparing(TopValue::gpu);

  private final String metric;
  private final int most;

  /** Lowest first. */
  private final PriorityQueue<TopValue> kept = new PriorityQueue<>(HIGHEST_FIRST.reversed());

  /**
   * @param metric which metric
   * @param most values kept
   */
  TopValues(String metric, int most) {
    this.metric = metric;
    this.most = most;
  }

  void offer(String host, Gpu gpu, double value) {
    if (kept.size() == most) {
      if (!isHigher(host, gpu.gpu(), value, kept.element())) {
        return;
      }
      kept.remove();
    }
    kept.add(new TopValue(metric, host, gpu.gpu(), gpu.uuid(), value));
  }

  /** As {@link #HIGHEST_FIRST} has it, without an object for each value there is. */
  private static boolean isHigher(String host, String gpu, double value, TopValue other) {
    int order = Double.compare(value, other.value());
    if (order == 0) {
      order = other.host().compareTo(host);
    }
    return order == 0 ? other.gpu().compareTo(gpu) > 0 : order > 0;
  }

  /** The values kept, highest first. */
  List<TopValue> highest() {
    return kept.stream().sorted(HIGHEST_FIRST).toList();
  }
}
