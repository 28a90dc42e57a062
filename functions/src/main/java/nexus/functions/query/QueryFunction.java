package nexus.functions.query;

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
import nexus.telemetry.query.GpuQuery;
import nexus.telemetry.query.GpuSeries;

/** {@code GET /queryGpu}. */
@Singleton
public class QueryFunction implements EndpointSource {

  private static final Set<String> PARAMETERS =
      Set.of("gpu", "host", "cluster", "metric", "from", "to", "step", "agg", "limit", "cursor");

  private final GpuQuery query;
  private final Settings settings;

  QueryFunction(GpuQuery query, Settings settings) {
    this.query = query;
    this.settings = settings;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(
        new EndpointFunction(
            Endpoint.QUERY, request -> answer(request.parameters(), request.maxBytes())));
  }

  private GpuSeries answer(Map<String, List<String>> parameters, long maxBytes) {
    Parameters.check(parameters.keySet(), PARAMETERS);
    return query.run(parameters, settings.cluster(), maxBytes);
  }

  /**
   * One GPU's series.
   *
   * @param parameters the query's parameters, each with every value it was given
   */
  @Funq
  public GpuSeries queryGpu(Map<String, List<String>> parameters) {
    return answer(parameters, Long.MAX_VALUE);
  }
}
