package nexus.telemetry.promql.eval;

import java.util.Arrays;
import nexus.telemetry.promql.Labels;

/** A series with samples at times of its own. */
public final class Points {

  private final Labels labels;
  private final long[] times;
  private final double[] values;

  Points(Labels labels, long[] times, double[] values, int from, int to) {
    this.labels = labels;
    this.times = Arrays.copyOfRange(times, from, to);
    this.values = Arrays.copyOfRange(values, from, to);
  }

  /** Its labels. */
  public Labels labels() {
    return labels;
  }

  /** Number of samples. */
  public int size() {
    return times.length;
  }

  /** The times themselves, epoch milliseconds: read them, never write them. */
  public long[] times() {
    return times;
  }

  /** The values themselves, likewise. */
  public double[] values() {
    return values;
  }
}
