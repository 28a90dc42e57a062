package nexus.functions.metrics;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.meters.Meters;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.incidents.IncidentQuery;
import nexus.telemetry.query.incidents.IncidentsRequest;
import nexus.telemetry.query.stats.ClusterMetrics;
import nexus.telemetry.query.stats.MetricsQuery;
import nexus.telemetry.query.stats.MetricsRequest;

/**
 * {@code GET /metrics}.
 *
 * <p>Parameters: {@code cluster}; {@code metric}, repeated or separated by commas, of which metrics
 * newest values are wanted, all unless given; {@code stale}, {@code omit} unless given: values
 * older than the configured age are left out, because told without their times they look current,
 * or {@code include}; {@code names}, {@code old} unless given, or {@code new} for those of newer
 * releases of DCGM; {@code process}: {@code include} what this process keeps of itself, unless
 * given; {@code only} that, which asks nothing of etcd; or {@code omit} it.
 */
@Singleton
public final class MetricsFunction {

  private static final int MAX_METRICS = 100;
  private static final String INCLUDE = "include";
  private static final String ONLY = "only";
  private static final String OMIT = "omit";

  private final MetricsQuery query;
  private final IncidentQuery incidents;
  private final Meters meters;
  private final Settings settings;

  MetricsFunction(MetricsQuery query, IncidentQuery incidents, Meters meters, Settings settings) {
    this.query = query;
    this.incidents = incidents;
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
      MetricsRequest asked = asked(RequestParameters.of(request));
      ClusterMetrics cluster = query.run(asked);
      PipelineFamilies.add(cluster, families);
      IncidentFamilies.add(incidents.run(IncidentsRequest.all(asked.cluster())), families);
      GpuFamilies.add(cluster, newNames(request), families);
    }
    return Exposition.of(families.snapshots(), request.accept(), request.maxBytes());
  }

  private static boolean newNames(Request request) {
    String asked = RequestParameters.of(request).text("names", 20).orElse("old");
    return switch (asked) {
      case "old" -> false;
      case "new" -> true;
      default -> throw new InvalidInputException("names", "names must be old or new");
    };
  }

  private MetricsRequest asked(RequestParameters given) {
    AskedCluster cluster = given.askedCluster(settings.cluster());
    SortedSet<String> metrics = given.metrics("metric", MAX_METRICS);
    return new MetricsRequest(cluster, metrics, staleToo(given));
  }

  private static boolean staleToo(RequestParameters given) {
    String asked = given.text("stale", 20).orElse(OMIT);
    return switch (asked) {
      case OMIT -> false;
      case INCLUDE -> true;
      default -> throw new InvalidInputException("stale", "stale must be omit or include");
    };
  }

  private static String process(Map<String, List<String>> parameters) {
    List<String> given = parameters.getOrDefault("process", List.of(INCLUDE));
    if (given.size() != 1 || !Set.of(INCLUDE, ONLY, OMIT).contains(given.get(0))) {
      throw new InvalidInputException("process", "process must be include, only or omit");
    }
    return given.get(0);
  }
}
