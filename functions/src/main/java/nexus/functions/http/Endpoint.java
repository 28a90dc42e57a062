package nexus.functions.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/**
 * The paths served, and the methods each takes. Where two stand for one path, they differ in their
 * methods; where several match, the first in this order serves.
 */
public enum Endpoint {
  INGEST_CHUNK("/ingestCsvChunk", "POST"),
  DRAIN("/drainQueueBatch", "POST"),
  QUERY("/queryGpu", "GET"),
  STATS("/clusterStats", "GET"),
  GPUS("/api/v1/gpus", "GET"),
  GPU_TELEMETRY("/api/v1/gpus/{id}/telemetry", "GET"),
  LATEST("/api/v1/telemetry/latest", "GET"),
  HOSTS("/api/v1/hosts", "GET"),
  HOST_GPUS("/api/v1/hosts/{host}/gpus", "GET"),
  CLUSTERS("/api/v1/clusters", "GET"),
  CLUSTER("/api/v1/clusters/{cluster}", "GET"),
  CLUSTER_STATS("/api/v1/clusters/{cluster}/stats", "GET"),
  CLUSTER_HOSTS("/api/v1/clusters/{cluster}/hosts", "GET"),
  CLUSTER_HOST("/api/v1/clusters/{cluster}/hosts/{host}", "GET"),
  CLUSTER_HOST_GPUS("/api/v1/clusters/{cluster}/hosts/{host}/gpus", "GET"),
  CLUSTER_HOST_GPU("/api/v1/clusters/{cluster}/hosts/{host}/gpus/{gpu}", "GET"),
  CLUSTER_HOST_GPU_METRICS("/api/v1/clusters/{cluster}/hosts/{host}/gpus/{gpu}/metrics", "GET"),
  INGESTS("/api/v1/ingests", "GET"),
  INGEST("/api/v1/ingests/{upload}", "GET"),
  DEAD_LETTERS("/api/v1/deadletters", "GET"),
  DEAD_LETTER_DELETION("/api/v1/deadletters", "DELETE"),
  DEAD_LETTER_REDRIVE("/api/v1/deadletters/redrive", "POST"),
  UPLOAD("/api/v1/csv/upload", "POST"),
  EVENTS("/api/v1/events", "GET"),
  DASHBOARD("/", "GET"),
  DOCS("/docs", "GET"),
  OPENAPI("/openapi.yaml", "GET"),
  ASSET("/assets/{file}", "GET"),
  HEALTH("/health", "GET, HEAD"),
  READY("/ready", "GET, HEAD"),
  METRICS("/metrics", "GET");

  @SuppressWarnings("ImmutableEnumChecker") // of a text and a list that nobody can change
  private final PathTemplate path;

  private final String allow;

  Endpoint(String path, String allow) {
    this.path = PathTemplate.of(path);
    this.allow = allow;
  }

  /**
   * Where a request goes.
   *
   * @param endpoint what is at its path
   * @param pathParameters what the path says besides, decoded
   */
  public record Match(Endpoint endpoint, Map<String, String> pathParameters) {

    public Match {
      pathParameters = Map.copyOf(pathParameters);
    }
  }

  /**
   * Finds what serves a request.
   *
   * @param path its path, undecoded
   * @throws StatusException 404, or 405 with the methods that the path takes
   * @throws InvalidInputException when a parameter of the path cannot be decoded
   */
  public static Match match(String method, String path) {
    List<Endpoint> there = Arrays.stream(values()).filter(one -> one.path.matches(path)).toList();
    if (there.isEmpty()) {
      throw new StatusException(404);
    }
    for (Endpoint endpoint : there) {
      if (List.of(endpoint.allow.split(", ")).contains(method)) {
        return new Match(endpoint, endpoint.path.parameters(path));
      }
    }
    throw StatusException.notAllowed(
        there.stream().map(one -> one.allow).collect(Collectors.joining(", ")));
  }

  /** The path; parameters stand in braces. */
  public String path() {
    return path.text();
  }

  /** The methods it takes, as an {@code Allow} header lists them. */
  String allow() {
    return allow;
  }

  /** Whether an {@link EndpointFunction} answers. */
  boolean hasFunction() {
    return switch (this) {
      case INGEST_CHUNK, DRAIN, UPLOAD, EVENTS, HEALTH, READY -> false;
      default -> true;
    };
  }
}
