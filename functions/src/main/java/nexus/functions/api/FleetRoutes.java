package nexus.functions.api;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointFunction;
import nexus.functions.http.EndpointSource;
import nexus.functions.http.Parameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.ClusterStats;
import nexus.telemetry.query.FleetQuery;

/** What there is: clusters, hosts, GPUs. */
@Singleton
public final class FleetRoutes implements EndpointSource {

  private final FleetQuery fleet;
  private final ClusterStats stats;
  private final Settings settings;

  FleetRoutes(FleetQuery fleet, ClusterStats stats, Settings settings) {
    this.fleet = fleet;
    this.stats = stats;
    this.settings = settings;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(
        list(Endpoint.GPUS, fleet::gpus, "cluster", "host", "model", "status"),
        list(Endpoint.HOSTS, fleet::hosts, "cluster"),
        list(Endpoint.HOST_GPUS, fleet::gpusOfHost, "host", "cluster", "model", "status"),
        list(Endpoint.CLUSTER_HOSTS, fleet::hosts, "cluster"),
        list(Endpoint.CLUSTER_HOST_GPUS, fleet::gpusOfHost, "cluster", "host", "model", "status"),
        one(Endpoint.CLUSTER, fleet::cluster, "cluster"),
        one(Endpoint.CLUSTER_STATS, stats::run, "cluster", "top", "metric"),
        one(Endpoint.CLUSTER_HOST, fleet::host, "cluster", "host"),
        one(Endpoint.CLUSTER_HOST_GPU, fleet::gpu, "cluster", "host", "gpu"),
        checked(
            Endpoint.CLUSTERS,
            Set.of("limit", "cursor"),
            request -> fleet.clusters(request.parameters())));
  }

  /** Answers a page of a list. */
  private interface Pages {
    Object page(Map<String, List<String>> parameters, String defaultCluster, long maxBytes);
  }

  private EndpointFunction list(Endpoint endpoint, Pages pages, String... parameters) {
    Set<String> known =
        Stream.concat(Arrays.stream(parameters), Stream.of("limit", "cursor"))
            .collect(Collectors.toUnmodifiableSet());
    return checked(
        endpoint,
        known,
        request -> pages.page(request.parameters(), settings.cluster(), request.maxBytes()));
  }

  private EndpointFunction one(
      Endpoint endpoint,
      BiFunction<Map<String, List<String>>, String, Object> answer,
      String... parameters) {
    return checked(
        endpoint,
        Set.of(parameters),
        request -> DataAnswer.of(answer.apply(request.parameters(), settings.cluster())));
  }

  private static EndpointFunction checked(
      Endpoint endpoint, Set<String> known, Function<Request, Object> answer) {
    return new EndpointFunction(
        endpoint,
        request -> {
          Parameters.check(request.parameters().keySet(), known);
          return answer.apply(request);
        });
  }
}
