package nexus.functions.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The paths served, and the methods each takes. */
public enum Endpoint {
  INGEST("/ingestCsvChunk", "POST"),
  DRAIN("/drainQueueBatch", "POST"),
  QUERY("/queryGpu", "GET"),
  STATS("/clusterStats", "GET"),
  UPLOAD("/api/v1/csv/upload", "POST"),
  HEALTH("/health", "GET, HEAD"),
  READY("/ready", "GET, HEAD");

  private final String path;
  private final String allow;

  Endpoint(String path, String allow) {
    this.path = path;
    this.allow = allow;
  }

  /** The exact path. */
  public String path() {
    return path;
  }

  /** The methods it takes, as an {@code Allow} header lists them. */
  public String allow() {
    return allow;
  }

  /** Whether this path takes requests of {@code method}. */
  public boolean takes(String method) {
    return List.of(allow.split(", ")).contains(method);
  }

  /** What is served at {@code path}. */
  public static Optional<Endpoint> at(String path) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.path.equals(path)).findFirst();
  }
}
