package nexus.telemetry.model;

import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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

  /** The samples before {@code timeMs}; columns that have none there are left out. */
  public GpuSamples before(long timeMs) {
    return slices(column -> column.slice(0, column.firstAtOrAfter(timeMs)));
  }

  /** The samples at {@code timeMs} and after; columns that have none there are left out. */
  public GpuSamples from(long timeMs) {
    return slices(column -> column.slice(column.firstAtOrAfter(timeMs), column.size()));
  }

  /** The samples at {@code fromMs} and after, and before {@code toMs}. */
  public GpuSamples between(long fromMs, long toMs) {
    return slices(
        column -> column.slice(column.firstAtOrAfter(fromMs), column.firstAtOrAfter(toMs)));
  }

  /** Time of the earliest sample at or after {@code fromMs}; {@link Long#MAX_VALUE} for none. */
  public long firstAtOrAfter(long fromMs) {
    long first = Long.MAX_VALUE;
    for (MetricColumn column : columns) {
      int at = column.firstAtOrAfter(fromMs);
      first = at == column.size() ? first : Math.min(first, column.time(at));
    }
    return first;
  }

  /** What both say of the same GPU, columns ascending by metric. */
  public GpuSamples plus(GpuSamples later) {
    TreeMap<String, MetricColumn> both = new TreeMap<>();
    columns.forEach(column -> both.put(column.metric(), column));
    later.columns.forEach(column -> both.merge(column.metric(), column, MetricColumn::plus));
    return new GpuSamples(gpu, facts.plus(later.facts), List.copyOf(both.values()));
  }

  private GpuSamples slices(UnaryOperator<MetricColumn> slice) {
    List<MetricColumn> slices =
        columns.stream().map(slice).filter(column -> column.size() > 0).toList();
    return new GpuSamples(gpu, facts, slices);
  }
}
