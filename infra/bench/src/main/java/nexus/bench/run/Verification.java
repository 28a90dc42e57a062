package nexus.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.bench.Connection;
import nexus.bench.Fleet;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.bench.Plan;
import nexus.local.LocalFailure;

/**
 * Reads series over HTTP and compares every time and value with what the generator wrote.
 *
 * <p>What it expects is in memory: four bytes a sample of the GPUs that are looked at.
 */
final class Verification {

  private final Plan plan;
  private final List<Gpu> gpus = new ArrayList<>();
  private final List<Map<Metric, int[]>> expected;

  /**
   * @param plan what was uploaded
   * @param every looks at each GPU whose number in the fleet is a multiple of this
   */
  Verification(Plan plan, int every) {
    this.plan = plan;
    Fleet fleet = plan.fleet();
    for (int g = 0; g < fleet.gpus().size(); g += every) {
      gpus.add(fleet.gpus().get(g));
    }
    this.expected = Recording.of(fleet, plan.chosenMetrics(), plan.scrapes(), every);
  }

  /**
   * Asks for every GPU that is looked at.
   *
   * @return points compared
   * @throws LocalFailure when a point lacks, is too much, or differs
   */
  long check(Stack stack, String cluster) throws IOException {
    try (Connection connection = stack.connect()) {
      for (int g = 0; g < gpus.size(); g++) {
        String question = Questions.gpu(cluster, gpus.get(g), plan);
        compare(question, Json.read(connection.get(question)).path("series"), expected.get(g));
      }
    }
    return (long) gpus.size() * plan.metrics() * plan.scrapes();
  }

  private void compare(String question, JsonNode answer, Map<Metric, int[]> columns) {
    Map<String, JsonNode> series = new HashMap<>();
    answer.forEach(one -> series.put(one.path("metric").asText(), one.path("points")));
    columns.forEach(
        (metric, values) -> {
          JsonNode points = series.remove(metric.dcgmName());
          if (points == null || points.size() != values.length) {
            throw new LocalFailure(
                question + " has not " + values.length + " points of " + metric.dcgmName());
          }
          for (int i = 0; i < values.length; i++) {
            compare(question, metric, i, values[i], points.get(i));
          }
        });
    if (!series.isEmpty()) {
      throw new LocalFailure(question + " has series that were never sent: " + series.keySet());
    }
  }

  private void compare(String question, Metric metric, int scrape, int value, JsonNode point) {
    long timeMs = plan.time(metric, scrape).toEpochMilli();
    double wanted = metric.scaled(value);
    if (point.path(0).asLong() != timeMs || point.path(1).asDouble() != wanted) {
      throw new LocalFailure(
          "%s: %s is %s, not [%d,%s]"
              .formatted(question, metric.dcgmName(), point, timeMs, wanted));
    }
  }
}
