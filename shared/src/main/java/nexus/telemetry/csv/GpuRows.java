package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import nexus.telemetry.csv.Series.Metric;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/** What the rows read so far say of one GPU. */
final class GpuRows {

  /** Bytes of one without series, about. */
  private static final int BYTES = 1_000;

  private final GpuId id;
  private final GpuTable table;
  private final Holdings holdings;
  private final FactCollector facts;

  /** By number of the metric, linear probing, at most half full. */
  private Series[] series = new Series[16];

  private int metrics;

  /** Whether it has rows since the last {@link #take}. */
  private boolean begun;

  /** Series that have samples since then, in the order of their first ones. */
  private final List<Series> filled = new ArrayList<>();

  GpuRows(GpuId id, GpuTable table, FactCollector.Places places, Holdings holdings) {
    this.id = id;
    this.table = table;
    this.holdings = holdings;
    this.facts = new FactCollector(places, id.gpu(), holdings);
    holdings.keep(BYTES);
  }

  FactCollector facts() {
    return facts;
  }

  GpuId id() {
    return id;
  }

  /** Notes that the chunk has rows of it; false where it has those of too many GPUs already. */
  boolean begin() {
    begun = begun || table.begin(this);
    return begun;
  }

  /** Whether a series may have a sample; false where too many others of the GPU have some. */
  boolean mayAdd(Series to) {
    return !to.isEmpty() || filled.size() < Rules.MAX_METRICS;
  }

  /** The series of a metric, made when it is new; null when the GPU has too many. */
  Series series(Metric metric) {
    int slot = slot(metric);
    if (series[slot] == null) {
      if (filled.size() == Rules.MAX_METRICS) {
        return null;
      }
      if (2 * ++metrics > series.length) {
        grow();
        slot = slot(metric);
      }
      series[slot] = new Series(metric, holdings);
    }
    return mayAdd(series[slot]) ? series[slot] : null;
  }

  /** Adds a sample, with the facts that its row says. */
  void add(Series to, long time, double value) {
    if (to.isEmpty()) {
      filled.add(to);
    }
    to.add(time, value, facts.number());
  }

  /** The samples, columns ascending by series; none are left. */
  GpuSamples take() {
    begun = false;
    boolean same = filled.stream().allMatch(one -> one.allSay(facts.number()));
    FactTimes said = same ? null : new FactTimes();
    List<MetricColumn> columns = new ArrayList<>();
    for (Series one : filled) {
      columns.addAll(one.take(facts.all(), said));
    }
    columns.sort(Comparator.comparing(MetricColumn::metric));
    Runs<GpuFacts> runs =
        said == null || filled.isEmpty() ? Runs.always(facts.facts()) : said.runs();
    filled.clear();
    return new GpuSamples(id, runs, columns);
  }

  private int slot(Metric metric) {
    int slot = metric.number() & (series.length - 1);
    while (series[slot] != null && series[slot].metric().number() != metric.number()) {
      slot = (slot + 1) & (series.length - 1);
    }
    return slot;
  }

  private void grow() {
    Series[] old = series;
    holdings.keep(8L * old.length);
    series = new Series[2 * old.length];
    for (Series one : old) {
      if (one != null) {
        series[slot(one.metric())] = one;
      }
    }
  }
}
