package nexus.telemetry.usage;

import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;

/**
 * A GPU's counter of energy, in millijoules since the driver was loaded. Between two samples its
 * rise is spread evenly. Where it falls it began anew, and what it says then has been used since.
 */
final class EnergyCounter {

  private final Held counter;
  private final Runs<GpuFacts> facts;

  EnergyCounter(Held counter, Runs<GpuFacts> facts) {
    this.counter = counter;
    this.facts = facts;
  }

  /** Watts at a time; not a number where the counter does not tell. */
  double watts(long timeMs) {
    MetricColumn column = counter.column();
    int from = counter.at(timeMs);
    int to = from + 1;
    if (from < 0 || to == column.size()) {
      return Double.NaN;
    }
    long lengthMs = column.time(to) - column.time(from);
    if (lengthMs > UsageMeter.REACH_MS || !isOfOneGpu(column.time(from), column.time(to))) {
      return Double.NaN;
    }
    double rise = column.value(to) - column.value(from);
    return (rise < 0 ? column.value(to) : rise) / lengthMs;
  }

  /** Another GPU in the same place has a counter of its own. */
  private boolean isOfOneGpu(long fromMs, long toMs) {
    String before = facts.at(fromMs).uuid();
    String after = facts.at(toMs).uuid();
    return before.isEmpty() || after.isEmpty() || before.equals(after);
  }
}
