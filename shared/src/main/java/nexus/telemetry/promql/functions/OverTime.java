package nexus.telemetry.promql.functions;

/** One value of all samples of a window, which has one or more. */
final class OverTime {

  private OverTime() {}

  static double sum(Window window) {
    KahanSum sum = new KahanSum();
    for (int i = 0; i < window.size(); i++) {
      sum.add(window.value(i));
    }
    return sum.value();
  }

  static double avg(Window window) {
    KahanSum mean = new KahanSum();
    for (int i = 0; i < window.size(); i++) {
      double value = window.value(i);
      double count = i + 1.0;
      if (!ValueFunctions.keepsInfinite(mean.rough(), value)) {
        mean.add(value / count - mean.rough() / count);
      }
    }
    return mean.value();
  }

  static double min(Window window) {
    double min = window.value(0);
    for (int i = 1; i < window.size(); i++) {
      min = window.value(i) < min || Double.isNaN(min) ? window.value(i) : min;
    }
    return min;
  }

  static double max(Window window) {
    double max = window.value(0);
    for (int i = 1; i < window.size(); i++) {
      max = window.value(i) > max || Double.isNaN(max) ? window.value(i) : max;
    }
    return max;
  }

  static double stddev(Window window) {
    return Math.sqrt(stdvar(window));
  }

  static double stdvar(Window window) {
    KahanSum mean = new KahanSum();
    KahanSum squares = new KahanSum();
    for (int i = 0; i < window.size(); i++) {
      double delta = window.value(i) - mean.exact();
      mean.add(delta / (i + 1.0));
      squares.add(delta * (window.value(i) - mean.exact()));
    }
    return squares.exact() / window.size();
  }

  static double quantile(Window window) {
    double[] values = new double[window.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = window.value(i);
    }
    return Quantile.of(window.argument(0), values, values.length);
  }
}
