package nexus.functions.query;

import io.quarkus.funqy.Funq;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.functions.http.Endpoint;
import nexus.functions.http.JsonRoutes;
import nexus.functions.http.Parameters;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.GpuQuery;
import nexus.telemetry.query.GpuSeries;

/** {@code GET /queryGpu}. */
@Singleton
public class QueryFunction {

  private static final Set<String> PARAMETERS =
      Set.of("gpu", "host", "cluster", "metric", "from", "to", "step", "agg", "limit", "cursor");

  private final GpuQuery query;
  private final Settings settings;

  QueryFunction(GpuQuery query, Settings settings) {
    this.query = query;
    this.settings = settings;
  }

  void register(@Observes Router router, JsonRoutes routes) {
    routes.add(router, Endpoint.QUERY, this::queryGpu);
  }

  /**
   * One GPU's series.
   *
   * @param parameters the query's parameters, each with every value it was given
   */
  @Funq
  public GpuSeries queryGpu(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), PARAMETERS);
    return query.run(parameters, settings.cluster());
  }
}
