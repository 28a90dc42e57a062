package nexus.functions.metrics;

import nexus.telemetry.query.promql.ExposedNames;

/** Under which name Prometheus is told a stored metric. */
final class MetricNames {

  /** What a counter's name ends in, and no other's. */
  static final String TOTAL = "_total";

  private MetricNames() {}

  static String of(String stored) {
    return ExposedNames.of(stored);
  }

  /** Of a counter's name what stands before {@code _total}. */
  static String base(String counter) {
    return counter.substring(0, counter.length() - TOTAL.length());
  }
}
