package nexus.telemetry.query.promql;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Under which name Prometheus is told a stored metric: its own, with {@code _} in the place of
 * characters that Prometheus's names have not. Names that mean something else to Prometheus, or are
 * those of this application, end in {@code _value} besides.
 */
public final class ExposedNames {

  private static final String TOTAL = "_total";
  private static final Pattern ILLEGAL = Pattern.compile("[^a-zA-Z0-9_:]");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(nexus|scrape)_.*|up|ALERTS(_FOR_STATE)?|.*_(bucket|created|info)(_total)?|.*_total_total");
  private static final Set<String> COUNTERS_WITHOUT_NAME = Set.of(TOTAL, "_" + TOTAL);

  private ExposedNames() {}

  /** The name. */
  public static String of(String stored) {
    String name = ILLEGAL.matcher(stored).replaceAll("_");
    if (Character.isDigit(name.charAt(0))) {
      name = "_" + name.substring(1);
    }
    return isReserved(name) ? name + "_value" : name;
  }

  private static boolean isReserved(String name) {
    return RESERVED.matcher(name).matches() || COUNTERS_WITHOUT_NAME.contains(name);
  }
}
