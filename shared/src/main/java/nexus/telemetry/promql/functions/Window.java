package nexus.telemetry.promql.functions;

/**
 * Samples of one series in a stretch of time, both of whose ends belong to it, and what else a
 * function of them is given. Changes from step to step; the arrays are read, never written.
 */
public final class Window {

  private final long[] times;
  private final double[] values;
  private int from;
  private int to;
  private long startMs;
  private long endMs;
  private long nowMs;
  private final double[] arguments = new double[2];

  /**
   * @param times of the whole series, epoch milliseconds, ascending
   * @param values at those times
   */
  public Window(long[] times, double[] values) {
    this.times = times;
    this.values = values;
  }

  /**
   * Goes on to another stretch.
   *
   * @param size samples of the series
   * @param startMs its first time
   * @param endMs its last time, not earlier than the one before
   * @param now time of the step
   */
  public void move(int size, long startMs, long endMs, long now) {
    while (to < size && times[to] <= endMs) {
      to++;
    }
    while (from < to && times[from] < startMs) {
      from++;
    }
    this.startMs = startMs;
    this.endMs = endMs;
    this.nowMs = now;
  }

  /** Sets the numbers that the function is given besides. */
  public void argument(int i, double value) {
    arguments[i] = value;
  }

  double argument(int i) {
    return arguments[i];
  }

  /** Number of samples. */
  public int size() {
    return to - from;
  }

  long time(int i) {
    return times[from + i];
  }

  double value(int i) {
    return values[from + i];
  }

  double last() {
    return values[to - 1];
  }

  long lastTime() {
    return times[to - 1];
  }

  long startMs() {
    return startMs;
  }

  long endMs() {
    return endMs;
  }

  long nowMs() {
    return nowMs;
  }
}
