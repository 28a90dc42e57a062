package nexus.telemetry.incidents;

import java.util.List;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;

/**
 * Tells by the newest values of a GPU alone whether it is worth to look at the samples before them:
 * a rule holds, or a counter that a rule has rise is above zero.
 */
public final class Glance {

  private static final long[] SAME_TIME = {0};

  private Glance() {}

  /** A newest value, whenever it was taken. */
  public static MetricColumn newest(String series, double value) {
    return new MetricColumn(series, SAME_TIME, new double[] {value});
  }

  /**
   * Whether something may be wrong.
   *
   * @param newest newest values, of series that rules want
   */
  public static boolean isSuspicious(RuleBook rules, List<MetricColumn> newest) {
    for (MetricColumn one : newest) {
      if (one.value(0) > 0 && rules.isToRise(SeriesName.metricOf(one.metric()))) {
        return true;
      }
    }
    return !SpanRuns.of(rules, 0, 1, newest, time -> Whose.UNKNOWN).isEmpty();
  }
}
