package nexus.telemetry.block;

import java.util.Arrays;
import java.util.List;
import nexus.telemetry.model.MetricColumn;

/** The last sample of each of a block's metrics: what it takes to append to the block. */
final class BlockTail {

  private final String[] metrics;
  private final int[] scales;
  private final long[] times;
  private final double[] values;

  private BlockTail(String[] metrics, int[] scales, long[] times, double[] values) {
    this.metrics = metrics;
    this.scales = scales;
    this.times = times;
    this.values = values;
  }

  /**
   * @param columns the block's columns, whose values need not have been read
   */
  static BlockTail of(Block block, List<StoredColumn> columns) {
    int size = columns.size();
    BlockTail tail =
        new BlockTail(new String[size], new int[size], new long[size], new double[size]);
    for (int i = 0; i < size; i++) {
      MetricColumn samples = block.columns().get(i);
      tail.metrics[i] = samples.metric();
      tail.scales[i] = columns.get(i).scale();
      tail.times[i] = samples.time(samples.size() - 1);
      tail.values[i] = samples.value(samples.size() - 1);
    }
    return tail;
  }

  /** A copy, which can be moved on without a change to this one. */
  BlockTail copy() {
    return new BlockTail(metrics, scales, times.clone(), values.clone());
  }

  /** Number of metrics. */
  int size() {
    return metrics.length;
  }

  /** Which column holds a metric; negative when none does. */
  int indexOf(String metric) {
    return Arrays.binarySearch(metrics, metric);
  }

  /** Digits after the point of a column's series; −1 when it has none. */
  int scale(int column) {
    return scales[column];
  }

  long timeMs(int column) {
    return times[column];
  }

  /** Time of the newest sample of all. */
  long lastMs() {
    long last = Long.MIN_VALUE;
    for (long time : times) {
      last = Math.max(last, time);
    }
    return last;
  }

  double value(int column) {
    return values[column];
  }

  /** A sample was appended. */
  void moveOn(int column, long stepMs, double value) {
    times[column] += stepMs;
    values[column] = value;
  }
}
