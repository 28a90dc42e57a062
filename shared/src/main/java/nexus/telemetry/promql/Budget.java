package nexus.telemetry.promql;

import java.util.function.LongSupplier;

/** What is left of a query's {@link Limits}. For one thread. */
public final class Budget {

  private final Limits limits;
  private final LongSupplier nanoClock;
  private final long begunNanos;
  private long points;

  public Budget(Limits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.begunNanos = nanoClock.getAsLong();
  }

  /** What there was at first. */
  public Limits limits() {
    return limits;
  }

  /**
   * Ends a query whose time is up.
   *
   * @throws QueryTimeoutException when it is
   */
  public void checkTime() {
    if (nanoClock.getAsLong() - begunNanos > limits.time().toNanos()) {
      throw new QueryTimeoutException("query timed out in expression evaluation");
    }
  }

  /**
   * Counts points that are held.
   *
   * @throws EvaluationException when there are too many
   */
  public void hold(long more) {
    points += more;
    if (points > limits.points()) {
      throw new EvaluationException(
          "query processing would load too many samples into memory in query execution");
    }
  }

  /**
   * Checks the number of a selector's series.
   *
   * @throws EvaluationException when there are too many
   */
  public void checkSeries(int count) {
    if (count > limits.series()) {
      throw new EvaluationException(
          "a selector has more than " + limits.series() + " series: name more labels");
    }
  }
}
