package nexus.bench.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import nexus.bench.Fleet;
import nexus.bench.Metric;

/** What some GPUs of a fleet did over some scrapes. */
final class Recording {

  private Recording() {}

  /**
   * Moves the fleet on, scrape by scrape.
   *
   * @param every of which GPUs: those whose number in the fleet is a multiple of this
   * @return for each of those GPUs, by metric, the values as the generator has them
   */
  static List<Map<Metric, int[]>> of(Fleet fleet, List<Metric> metrics, int scrapes, int every) {
    List<Map<Metric, int[]>> recorded = new ArrayList<>();
    for (int g = 0; g < fleet.walks().size(); g += every) {
      Map<Metric, int[]> columns = new EnumMap<>(Metric.class);
      metrics.forEach(metric -> columns.put(metric, new int[scrapes]));
      recorded.add(columns);
    }
    for (int i = 0; i < scrapes; i++) {
      fleet.step();
      for (int g = 0; g < recorded.size(); g++) {
        for (Map.Entry<Metric, int[]> column : recorded.get(g).entrySet()) {
          column.getValue()[i] = fleet.walks().get(g * every).value(column.getKey());
        }
      }
    }
    return recorded;
  }
}
