package nexus.functions.stats;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointFunction;
import nexus.functions.http.EndpointSource;
import nexus.functions.http.Parameters;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.ClusterStats;
import nexus.telemetry.query.ClusterSummary;

/** {@code GET /clusterStats}. */
@Singleton
public class StatsFunction implements EndpointSource {

  private static final Set<String> PARAMETERS = Set.of("cluster", "top", "metric");

  private final ClusterStats stats;
  private final Settings settings;

  StatsFunction(ClusterStats stats, Settings settings) {
    this.stats = stats;
    this.settings = settings;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(EndpointFunction.of(Endpoint.STATS, this::clusterStats));
  }

  /**
   * A cluster's figures.
   *
   * @param parameters the query's parameters, each with every value it was given
   */
  @Funq
  public ClusterSummary clusterStats(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), PARAMETERS);
    return stats.run(parameters, settings.cluster());
  }
}
