package nexus.telemetry.csv.gpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/** What the rows read so far say of one GPU. */
public final class GpuRows {

  /** Bytes of one without series, about. */
  private static final int BYTES = 1_000;

  private final GpuId id;
  private final Predicate<GpuRows> table;
  private final Holdings holdings;
  private final FactCollector facts;
  private UuidsAtOnce uuids;

  /** By number of the metric, linear probing, at most half full. */
  private Series[] series = new Series[16];

  private int metrics;

  /** Number of the file that it has rows of. */
  private int file;

  /** Whether it has rows since the last {@link #take}. */
  private boolean begun;

  /** Series that have samples since then, in the order of their first ones. */
  private final List<Series> filled = new ArrayList<>();

  /**
   * @param table is asked whether the chunk may have rows of it, too
   */
  public GpuRows(
      GpuId id, Predicate<GpuRows> table, FactCollector.Places places, Holdings holdings) {
    this.id = id;
    this.table = table;
    this.holdings = holdings;
    this.facts = new FactCollector(places, id.gpu(), holdings);
    this.uuids = new UuidsAtOnce(id);
    holdings.keep(BYTES);
  }

  public FactCollector facts() {
    return facts;
  }

  public GpuId id() {
    return id;
  }

  /** Notes that the chunk has rows of it; false where it has those of too many GPUs already. */
  public boolean begin() {
    begun = begun || table.test(this);
    return begun;
  }

  /** Whether a series may have a sample; false where too many others of the GPU have some. */
  boolean mayAdd(Series to) {
    return !to.isEmpty() || filled.size() < Rules.MAX_METRICS;
  }

  /** The series of a metric, made when it is new; null when the GPU has too many. */
  public Series series(Metric metric) {
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
  public void add(Series to, long time, double value) {
    fill(to);
    to.add(time, value, facts.number());
  }

  /** Notes that a series is about to have a sample. */
  void fill(Series to) {
    if (to.isEmpty()) {
      filled.add(to);
    }
  }

  /** The rows from here on are those of a file of this number. */
  public void ofFile(int number) {
    if (number != file && facts.all().size() > 1) {
      uuids = new UuidsAtOnce(id);
    }
    file = number;
  }

  /**
   * The samples, columns ascending by series; none are left. Those of UUIDs that were here at once
   * are of several places.
   */
  public List<GpuSamples> take() {
    List<GpuSamples> taken = taken();
    begun = false;
    filled.clear();
    return taken;
  }

  private List<GpuSamples> taken() {
    if (!uuids.look(filled, facts.all())) {
      return List.of(samples(id, filled));
    }
    Map<GpuId, List<Series>> places = new TreeMap<>();
    for (Series one : filled) {
      one.apart(told -> uuids.of(facts.all().get(told)))
          .forEach(
              (place, part) -> places.computeIfAbsent(place, p -> new ArrayList<>()).add(part));
    }
    return places.entrySet().stream().map(one -> samples(one.getKey(), one.getValue())).toList();
  }

  private GpuSamples samples(GpuId place, List<Series> some) {
    boolean same = some.stream().allMatch(one -> one.allSay(facts.number()));
    FactTimes said = same ? null : new FactTimes();
    List<MetricColumn> columns = new ArrayList<>();
    for (Series one : some) {
      columns.addAll(one.take(facts.all(), said));
    }
    columns.sort(Comparator.comparing(MetricColumn::metric));
    Runs<GpuFacts> runs = said == null || some.isEmpty() ? Runs.always(facts.facts()) : said.runs();
    return new GpuSamples(place, runs, columns);
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
