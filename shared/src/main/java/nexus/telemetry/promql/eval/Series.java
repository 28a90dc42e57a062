package nexus.telemetry.promql.eval;

import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.functions.Absent;

/** A series with a value for each step; {@link Absent} where it has none. */
public final class Series {

  private final Labels labels;
  private final double[] values;

  Series(Labels labels, double[] values) {
    this.labels = labels;
    this.values = values;
  }

  /** Its labels. */
  public Labels labels() {
    return labels;
  }

  /** The values themselves: read them, never write them. */
  public double[] values() {
    return values;
  }

  /** Whether it has a value at a step. */
  public boolean isAt(int step) {
    return !Absent.is(values[step]);
  }

  boolean isEmpty() {
    for (double value : values) {
      if (!Absent.is(value)) {
        return false;
      }
    }
    return true;
  }
}
