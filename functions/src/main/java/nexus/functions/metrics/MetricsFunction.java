package nexus.functions.metrics;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.meters.Meters;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.ClusterMetrics;
import nexus.telemetry.query.MetricsQuery;

/**
 * {@code GET /metrics}. Parameters are those of {@link MetricsQuery}, and {@code process}: {@code
 * include} what this process keeps of itself, unless given; {@code only} that, which asks nothing
 * of etcd; or {@code omit} it.
 */
@Singleton
public final class MetricsFunction {

  private static final String INCLUDE = "include";
  private static final String ONLY = "only";
  private static final String OMIT = "omit";

  private final MetricsQuery query;
  private final Meters meters;
  private final Settings settings;

  MetricsFunction(MetricsQuery query, Meters meters, Settings settings) {
    this.query = query;
    this.meters = meters;
    this.settings = settings;
  }

  /** Newest values, and the pipeline's and this process's own figures. */
  public Content metrics(Request request) {
    String process = process(request.parameters());
    Families families = new Families();
    if (!process.equals(OMIT)) {
      families.addAll(meters.read());
    }
    if (!process.equals(ONLY)) {
      ClusterMetrics cluster = query.run(request.parameters(), settings.cluster());
      PipelineFamilies.add(cluster, families);
      GpuFamilies.add(cluster, families);
    }
    return Exposition.of(families.snapshots(), request.accept(), request.maxBytes());
  }

  private static String process(Map<String, List<String>> parameters) {
    List<String> given = parameters.getOrDefault("process", List.of(INCLUDE));
    if (given.size() != 1 || !Set.of(INCLUDE, ONLY, OMIT).contains(given.get(0))) {
      throw new InvalidInputException("process", "process must be include, only or omit");
    }
    return given.get(0);
  }
}
