package nexus.telemetry.query;

/**
 * A sum that keeps the rounding errors of its additions (Neumaier, "Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen", 1974). It saturates at ±{@link Double#MAX_VALUE}.
 */
public final class Sum {

  private double total;
  private double lost;
  private long count;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  public void add(double value) {
    double next = total + value;
    if (Double.isInfinite(next)) {
      next = Math.copySign(Double.MAX_VALUE, next);
      lost = 0;
    } else if (Math.abs(total) >= Math.abs(value)) {
      lost += (total - next) + value;
    } else {
      lost += (value - next) + total;
    }
    total = next;
    count++;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  public long count() {
    return count;
  }

  public double min() {
    return least;
  }

  public double max() {
    return greatest;
  }

  public double value() {
    double value = total + lost;
    return Double.isInfinite(value) ? total : value;
  }

  /** The mean. The mean of equal values is that value: rounding cannot leave their bounds. */
  public double mean() {
    return Math.max(least, Math.min(greatest, value() / count));
  }
}
