package nexus.telemetry.usage;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.TimeRange;

/**
 * Measures what became of a GPU's time: cuts it where anything changes, and adds the pieces up.
 *
 * <pre>
 * utilization   97        97   0    0         0          a sample holds until the next one
 * memory        60        60   60   1         1
 *              |---------|----|----|---------|----|
 *               working        wasted free         unknown, where none is held any more
 * </pre>
 *
 * <p>What a moment is depends on samples at most {@link #REACH_MS} away from it. So pieces of time
 * that are measured one by one, each with the samples around it, add up to the whole.
 */
public final class UsageMeter {

  /** How long a sample holds, at most, milliseconds. */
  public static final long HOLD_MS = Duration.ofMinutes(5).toMillis();

  /** Over how long a counter's rise is known, at most, milliseconds. */
  public static final long REACH_MS = Duration.ofHours(1).toMillis();

  private final UsageColumns columns;
  private final Runs<GpuFacts> facts;
  private final Moment moment;
  private final EnergyCounter energy;
  private final long[] changes;

  /**
   * @param samples all of the times that are measured, and of {@link #REACH_MS} around them
   * @param facts what is known of the GPU at these times
   * @param isFatal whether an XID says that the GPU is broken
   */
  public UsageMeter(Collection<MetricColumn> samples, Runs<GpuFacts> facts, LongPredicate isFatal) {
    this.columns = new UsageColumns(samples);
    this.facts = facts;
    this.moment = new Moment(columns, isFatal);
    this.energy = new EnergyCounter(columns.held(UsageFields.ENERGY), facts);
    this.changes = changes();
  }

  /** All times at which something may change, ascending. */
  private long[] changes() {
    Changes all = new Changes();
    for (Held held : columns.all()) {
      all.add(held.column());
    }
    for (int i = 1; i < facts.size(); i++) {
      all.add(facts.start(i));
    }
    return all.ascending();
  }

  /**
   * What became of some time, for each of the facts that were known then.
   *
   * @param range all of it is measured, also where there are no samples
   */
  public void measure(TimeRange range, BiConsumer<GpuFacts, UsageAmounts> to) {
    if (range.fromMs() == range.toMs()) {
      return;
    }
    columns.all().forEach(held -> held.seek(range.fromMs()));
    SortedMap<Integer, UsageAmounts> amounts = new TreeMap<>();
    int next = Arrays.binarySearch(changes, range.fromMs());
    next = next < 0 ? -next - 1 : next + 1;
    long fromMs = range.fromMs();
    while (fromMs < range.toMs()) {
      long toMs = next < changes.length ? Math.min(changes[next], range.toMs()) : range.toMs();
      add(
          amounts.computeIfAbsent(facts.indexAt(fromMs), first -> new UsageAmounts()),
          fromMs,
          (double) (toMs - fromMs));
      fromMs = toMs;
      next++;
    }
    amounts.forEach((run, some) -> to.accept(facts.value(run), some));
  }

  /** Adds a piece of time within which nothing changes. */
  private void add(UsageAmounts amounts, long timeMs, double lengthMs) {
    amounts.addTime(moment.at(timeMs), lengthMs);
    double counted = energy.watts(timeMs);
    double drawn = columns.value(UsageFields.POWER, timeMs);
    if (!Double.isNaN(counted)) {
      amounts.addCounted(lengthMs, counted * lengthMs / 1_000);
    } else if (!Double.isNaN(drawn)) {
      amounts.addDrawn(lengthMs, drawn);
    }
    double busy = moment.utilization(timeMs);
    if (!Double.isNaN(busy)) {
      amounts.addUtilization(lengthMs, busy);
    }
    double tensor = columns.value(UsageFields.TENSOR, timeMs);
    if (!Double.isNaN(tensor)) {
      amounts.addTensor(lengthMs, tensor);
    }
  }
}
