package nexus.telemetry.promql.functions;

import nexus.telemetry.promql.EvaluationException;

/** Where samples are heading. */
final class Trends {

  private Trends() {}

  static double deriv(Window window) {
    return window.size() < 2 ? Absent.VALUE : regression(window, window.time(0)).slope();
  }

  static double predictLinear(Window window) {
    if (window.size() < 2) {
      return Absent.VALUE;
    }
    Line line = regression(window, window.nowMs());
    return line.slope() * window.argument(0) + line.intercept();
  }

  private record Line(double slope, double intercept) {}

  /**
   * The line of least squares.
   *
   * @param originMs where its intercept is, epoch milliseconds
   */
  private static Line regression(Window window, long originMs) {
    KahanSum sumX = new KahanSum();
    KahanSum sumY = new KahanSum();
    KahanSum sumXy = new KahanSum();
    KahanSum sumXx = new KahanSum();
    double first = window.value(0);
    boolean constant = true;
    for (int i = 0; i < window.size(); i++) {
      double x = (window.time(i) - originMs) / 1e3;
      double y = window.value(i);
      constant &= i == 0 || y == first;
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumXx.add(x * x);
    }
    if (constant) {
      return Double.isInfinite(first) ? new Line(Double.NaN, Double.NaN) : new Line(0, first);
    }
    double n = window.size();
    double covariance = sumXy.exact() - sumX.exact() * sumY.exact() / n;
    double variance = sumXx.exact() - sumX.exact() * sumX.exact() / n;
    double slope = covariance / variance;
    return new Line(slope, sumY.exact() / n - slope * sumX.exact() / n);
  }

  /** Double exponential smoothing. */
  static double holtWinters(Window window) {
    double smoothing = checked("smoothing", "sf", window.argument(0));
    double trending = checked("trend", "tf", window.argument(1));
    if (window.size() < 2) {
      return Absent.VALUE;
    }
    double before = 0;
    double smooth = window.value(0);
    double trend = window.value(1) - window.value(0);
    for (int i = 1; i < window.size(); i++) {
      if (i > 1) {
        trend = trending * (smooth - before) + (1 - trending) * trend;
      }
      double next = smoothing * window.value(i) + (1 - smoothing) * (smooth + trend);
      before = smooth;
      smooth = next;
    }
    return smooth;
  }

  private static double checked(String what, String letters, double factor) {
    if (factor <= 0 || factor >= 1) {
      throw new EvaluationException(
          "invalid %s factor. Expected: 0 < %s < 1, got: %f".formatted(what, letters, factor));
    }
    return factor;
  }
}
