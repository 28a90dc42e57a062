package nexus.functions.api;

import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointFunction;
import nexus.functions.http.EndpointSource;
import nexus.functions.http.Parameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.Export;
import nexus.telemetry.query.LatestQuery;
import nexus.telemetry.query.SampleFormat;
import nexus.telemetry.query.TelemetryQuery;

/** Samples: of one GPU over time, and the newest of all. */
@Singleton
public final class TelemetryRoutes implements EndpointSource {

  private static final Set<String> OF_SERIES =
      Set.of("metric", "start_time", "end_time", "step", "agg", "limit", "cursor", "format");
  private static final Set<String> OF_LATEST =
      Set.of("cluster", "host", "model", "metric", "limit", "cursor", "format");

  private final TelemetryQuery telemetry;
  private final LatestQuery latest;
  private final Settings settings;

  TelemetryRoutes(TelemetryQuery telemetry, LatestQuery latest, Settings settings) {
    this.telemetry = telemetry;
    this.latest = latest;
    this.settings = settings;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(
        route(
            Endpoint.GPU_TELEMETRY,
            union(OF_SERIES, Set.of("id", "cluster")),
            Set.of("id"),
            telemetry::page,
            telemetry::export),
        route(
            Endpoint.CLUSTER_HOST_GPU_METRICS,
            union(OF_SERIES, Set.of("cluster", "host", "gpu")),
            Set.of("cluster", "host", "gpu"),
            telemetry::page,
            telemetry::export),
        route(Endpoint.LATEST, OF_LATEST, Set.of(), latest::page, latest::export));
  }

  /** Answers with samples, in some form. */
  private interface Query<T> {
    T run(Map<String, List<String>> parameters, String defaultCluster, long maxBytes);
  }

  private EndpointFunction route(
      Endpoint endpoint,
      Set<String> known,
      Set<String> inPath,
      Query<?> page,
      Query<Export> export) {
    return new EndpointFunction(
        endpoint,
        request -> {
          Parameters.check(request.parameters().keySet(), known);
          Optional<SampleFormat> format = Format.of(request.parameters(), request.accept());
          return format.isEmpty()
              ? run(page, request)
              : ExportContent.of(run(export, request), format.get(), request, inPath);
        });
  }

  private <T> T run(Query<T> query, Request request) {
    return query.run(request.parameters(), settings.cluster(), request.maxBytes());
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new HashSet<>(a);
    all.addAll(b);
    return Set.copyOf(all);
  }
}
