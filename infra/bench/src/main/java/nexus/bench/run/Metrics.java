package nexus.bench.run;

import java.util.OptionalDouble;

/** Prometheus's text format, as far as it is read here. */
final class Metrics {

  private Metrics() {}

  /** The value of a metric without labels; empty when it is not there. */
  static OptionalDouble value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  /** The sum of a counter over all its labels; 0 when it is not there. */
  static long sum(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
