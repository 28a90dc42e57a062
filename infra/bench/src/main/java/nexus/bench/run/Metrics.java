package nexus.bench.run;

/** Prometheus's text format, as far as it is read here. */
final class Metrics {

  private Metrics() {}

  /** The sum of a counter over all its labels; 0 when it is not there. */
  static long sum(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
