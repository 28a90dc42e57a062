package nexus.functions.query;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointFunction;
import nexus.functions.http.EndpointSource;
import nexus.functions.http.Parameters;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.IngestProgress;
import nexus.telemetry.query.IngestQuery;

/** {@code GET /api/v1/ingests} and {@code GET /api/v1/ingests/{upload}}. */
@Singleton
public class IngestsFunction implements EndpointSource {

  private static final Set<String> OF_ALL = Set.of("cluster", "limit", "cursor");
  private static final Set<String> OF_ONE = Set.of("cluster", "upload");

  private final IngestQuery query;
  private final Settings settings;

  IngestsFunction(IngestQuery query, Settings settings) {
    this.query = query;
    this.settings = settings;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(
        EndpointFunction.of(Endpoint.INGESTS, this::page),
        EndpointFunction.of(Endpoint.INGEST, this::progress));
  }

  private IngestProgress.Page page(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), OF_ALL);
    return query.page(parameters, settings.cluster());
  }

  private IngestProgress progress(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), OF_ONE);
    return query.one(parameters, settings.cluster());
  }
}
