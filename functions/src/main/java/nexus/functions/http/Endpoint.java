package nexus.functions.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/**
 * The paths served, and the methods each takes. A path may end in a parameter; where two stand for
 * one path, they differ in their methods.
 */
public enum Endpoint {
  INGEST_CHUNK("/ingestCsvChunk", "POST"),
  DRAIN("/drainQueueBatch", "POST"),
  QUERY("/queryGpu", "GET"),
  STATS("/clusterStats", "GET"),
  INGESTS("/api/v1/ingests", "GET"),
  INGEST("/api/v1/ingests/{upload}", "GET"),
  DEAD_LETTERS("/api/v1/deadletters", "GET"),
  DEAD_LETTER_DELETION("/api/v1/deadletters", "DELETE"),
  DEAD_LETTER_REDRIVE("/api/v1/deadletters/redrive", "POST"),
  UPLOAD("/api/v1/csv/upload", "POST"),
  HEALTH("/health", "GET, HEAD"),
  READY("/ready", "GET, HEAD");

  private final String path;
  private final String allow;

  Endpoint(String path, String allow) {
    this.path = path;
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
   * @throws InvalidInputException when the path's parameter cannot be decoded
   */
  public static Match match(String method, String path) {
    List<Endpoint> there = Arrays.stream(values()).filter(one -> one.isAt(path)).toList();
    if (there.isEmpty()) {
      throw new StatusException(404);
    }
    for (Endpoint endpoint : there) {
      if (List.of(endpoint.allow.split(", ")).contains(method)) {
        return new Match(endpoint, endpoint.parameters(path));
      }
    }
    throw StatusException.notAllowed(
        there.stream().map(one -> one.allow).collect(Collectors.joining(", ")));
  }

  /** The path; a parameter at its end stands in braces. */
  public String path() {
    return path;
  }

  /** The methods it takes, as an {@code Allow} header lists them. */
  String allow() {
    return allow;
  }

  /** Whether a {@link JsonEndpoint} answers. */
  boolean isJson() {
    return switch (this) {
      case QUERY, STATS, INGESTS, INGEST, DEAD_LETTERS, DEAD_LETTER_DELETION, DEAD_LETTER_REDRIVE ->
          true;
      case INGEST_CHUNK, DRAIN, UPLOAD, HEALTH, READY -> false;
    };
  }

  private int parameterAt() {
    return path.indexOf('{');
  }

  private boolean isAt(String asked) {
    int at = parameterAt();
    return at < 0
        ? asked.equals(path)
        : asked.length() > at
            && asked.startsWith(path.substring(0, at))
            && asked.indexOf('/', at) < 0;
  }

  private Map<String, String> parameters(String asked) {
    int at = parameterAt();
    return at < 0
        ? Map.of()
        : Map.of(path.substring(at + 1, path.length() - 1), decode(asked.substring(at)));
  }

  /** Of a path: there a plus is a plus. */
  private String decode(String segment) {
    try {
      return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      String name = path.substring(parameterAt() + 1, path.length() - 1);
      InvalidInputException bad = new InvalidInputException(name, name + " cannot be decoded");
      bad.initCause(e);
      throw bad;
    }
  }
}
