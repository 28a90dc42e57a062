package nexus.functions.metrics;

import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Under which name Prometheus is told a stored metric: its own, with {@code _} in the place of
 * characters that Prometheus's names have not. Names that mean something else to Prometheus, or are
 * those of this application, end in {@code _value} besides.
 */
final class MetricNames {

  /** What a counter's name ends in, and no other's. */
  static final String TOTAL = "_total";

  private static final Pattern RESERVED =
      Pattern.compile("(nexus|scrape)_.*|up|ALERTS(_FOR_STATE)?|.*_(bucket|created|info)");
  private static final Set<String> COUNTERS_WITHOUT_NAME = Set.of(TOTAL, "_" + TOTAL);

  private MetricNames() {}

  static String of(String stored) {
    String name = PrometheusNaming.prometheusName(stored);
    return isReserved(name) ? name + "_value" : name;
  }

  private static boolean isReserved(String name) {
    return RESERVED.matcher(name).matches()
        || COUNTERS_WITHOUT_NAME.contains(name)
        || (name.endsWith(TOTAL) && PrometheusNaming.validateMetricName(base(name)) != null);
  }

  /** Of a counter's name what stands before {@code _total}. */
  static String base(String counter) {
    return counter.substring(0, counter.length() - TOTAL.length());
  }
}
