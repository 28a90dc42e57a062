package nexus.telemetry.capture.series;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.OtherEntities;

/**
 * Which families are of GPUs: those of the dictionary and all of DCGM's but those of switches and
 * processors. OpenMetrics writes a counter with {@code _total} behind its name.
 */
public final class Families {

  private static final String TOTAL = "_total";
  private static final String CREATED = "_created";
  private static final int MAX_REMEMBERED = 4096;

  /** Stands for a family of something else. */
  private static final String OTHER = "";

  private final Map<String, String> metrics = new HashMap<>();

  /** The metric of a sample of that name; empty where it is of something else. */
  public String metric(String name) {
    String known = metrics.get(name);
    if (known == null) {
      known = find(name);
      if (metrics.size() == MAX_REMEMBERED) {
        metrics.clear();
      }
      metrics.put(name, known);
    }
    return known;
  }

  private static String find(String name) {
    if (OtherEntities.isFamily(name)) {
      return OTHER;
    } else if (isField(name)) {
      return name;
    }
    String counter = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : "";
    boolean dcgm = name.startsWith("DCGM_");
    if (isField(counter) || (dcgm && !counter.isEmpty())) {
      return counter;
    }
    return dcgm && !name.endsWith(CREATED) ? name : OTHER;
  }

  private static boolean isField(String name) {
    return !name.isEmpty() && Fields.named(name).field().isPresent();
  }
}
