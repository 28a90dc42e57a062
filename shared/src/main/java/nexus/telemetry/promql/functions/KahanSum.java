package nexus.telemetry.promql.functions;

/** A sum that loses nothing to rounding, by Neumaier's way. */
final class KahanSum {

  private double sum;
  private double lost;

  void add(double value) {
    double total = sum + value;
    if (Math.abs(sum) >= Math.abs(value)) {
      lost += (sum - total) + value;
    } else {
      lost += (value - total) + sum;
    }
    sum = total;
  }

  /** What was added, before what rounding took. */
  double rough() {
    return sum;
  }

  double exact() {
    return sum + lost;
  }

  /** The exact sum, or the infinity that it has become. */
  double value() {
    return Double.isInfinite(sum) ? sum : exact();
  }
}
