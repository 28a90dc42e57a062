package nexus.telemetry.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Samples of one GPU from one source: its place, its facts, one column a series.
 *
 * @param gpu the GPU's place
 * @param factRuns what the source says of the GPU, over the samples' times
 * @param columns one column a series, none empty, no series twice
 */
public record GpuSamples(GpuId gpu, Runs<GpuFacts> factRuns, List<MetricColumn> columns) {

  /** Takes an unmodifiable copy of the list. */
  public GpuSamples {
    columns = List.copyOf(columns);
  }

  /** Samples of a GPU of which the source always says the same. */
  public GpuSamples(GpuId gpu, GpuFacts facts, List<MetricColumn> columns) {
    this(gpu, Runs.always(facts), columns);
  }

  /** What the source says of the GPU at the newest sample. */
  public GpuFacts facts() {
    return factRuns.last();
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
    return new GpuSamples(gpu, factsWith(later), List.copyOf(both.values()));
  }

  private Runs<GpuFacts> factsWith(GpuSamples later) {
    if (factRuns.equals(later.factRuns)) {
      return factRuns;
    }
    TreeMap<Long, GpuFacts> byTime = new TreeMap<>();
    for (GpuSamples one : List.of(this, later)) {
      for (MetricColumn column : one.columns) {
        for (long time : column.times()) {
          byTime.merge(time, one.factRuns.at(time), (before, now) -> before.plus(now));
        }
      }
    }
    Runs.Builder<GpuFacts> runs = new Runs.Builder<>();
    byTime.forEach(runs::from);
    return runs.build();
  }

  private GpuSamples slices(UnaryOperator<MetricColumn> slice) {
    return with(columns.stream().map(slice).filter(column -> column.size() > 0).toList());
  }

  /** The same GPU with these columns, and what the source says of it at their times. */
  public GpuSamples with(List<MetricColumn> some) {
    GpuSamples all = new GpuSamples(gpu, factRuns, some);
    return some.isEmpty() || factRuns.size() == 1
        ? all
        : new GpuSamples(gpu, factRuns.between(all.firstMs(), all.lastMs() + 1), some);
  }

  /** Whether no labels tell series apart, and the source always says the same of the GPU. */
  public boolean isPlain() {
    return factRuns.size() == 1
        && columns.stream().noneMatch(column -> SeriesName.hasLabels(column.metric()));
  }

  /**
   * The samples without what tells series apart, as release 1.0 kept them: those of one metric are
   * one series, and the source says of the GPU what it says last.
   */
  public GpuSamples plain() {
    Map<String, List<MetricColumn>> byMetric = new TreeMap<>();
    for (MetricColumn column : columns) {
      byMetric
          .computeIfAbsent(SeriesName.metricOf(column.metric()), metric -> new ArrayList<>())
          .add(column);
    }
    List<MetricColumn> joined = new ArrayList<>();
    byMetric.forEach((metric, some) -> joined.add(MetricColumn.joined(metric, some)));
    return new GpuSamples(gpu, facts(), joined);
  }
}
