package nexus.telemetry.query.series;

import java.util.Arrays;
import nexus.telemetry.query.Percentiles;
import nexus.telemetry.query.Sum;

/** The samples of one metric in one step of time. */
final class Bucket {

  private final long startMs;
  private final Sum sum = new Sum();
  private double last;
  private double[] all;

  /**
   * @param startMs epoch milliseconds
   * @param keepAll whether a percentile will be asked for
   */
  Bucket(long startMs, boolean keepAll) {
    this.startMs = startMs;
    this.all = keepAll ? new double[8] : null;
  }

  long startMs() {
    return startMs;
  }

  /** Samples kept for a percentile. */
  int held() {
    return all == null ? 0 : (int) sum.count();
  }

  void add(double value) {
    if (all != null) {
      int size = held();
      if (size == all.length) {
        all = Arrays.copyOf(all, 2 * size);
      }
      all[size] = value;
    }
    sum.add(value);
    last = value;
  }

  /** The bucket's point. The bucket takes no sample afterwards. */
  double value(Aggregation aggregation) {
    return switch (aggregation) {
      case AVG -> sum.mean();
      case MIN -> sum.min();
      case MAX -> sum.max();
      case SUM -> sum.value();
      case COUNT -> sum.count();
      case LAST -> last;
      case P95 -> p95();
    };
  }

  private double p95() {
    Arrays.sort(all, 0, held());
    return Percentiles.nearestRank(all, held(), 95);
  }
}
