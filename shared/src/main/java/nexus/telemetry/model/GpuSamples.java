package nexus.telemetry.model;

import java.util.List;

/**
 * Samples of one GPU from one source: its place, its facts, one column a metric.
 *
 * @param gpu the GPU's place
 * @param facts what the source says of the GPU
 * @param columns one column a metric, none empty, no metric twice
 */
public record GpuSamples(GpuId gpu, GpuFacts facts, List<MetricColumn> columns) {

  /** Takes an unmodifiable copy of the list. */
  public GpuSamples {
    columns = List.copyOf(columns);
  }

  /** Number of samples over all columns, repeats included. */
  public int size() {
    int size = 0;
    for (MetricColumn column : columns) {
      size += column.size();
    }
    return size;
  }

  /** Epoch milliseconds of the earliest sample; {@link Long#MAX_VALUE} when there is none. */
  public long firstMs() {
    long first = Long.MAX_VALUE;
    for (MetricColumn column : columns) {
      first = Math.min(first, column.time(0));
    }
    return first;
  }

  /** Epoch milliseconds of the latest sample; {@link Long#MIN_VALUE} when there is none. */
  public long lastMs() {
    long last = Long.MIN_VALUE;
    for (MetricColumn column : columns) {
      last = Math.max(last, column.time(column.size() - 1));
    }
    return last;
  }
}
