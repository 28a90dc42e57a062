package nexus.telemetry.query;

import java.util.List;

/** An index alone, which several hosts have. */
public final class AmbiguousGpuException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Most candidates that are told of. */
  static final int MOST = 100;

  private final transient List<String> candidates;

  /**
   * @param index the index
   * @param hosts how many have it
   * @param candidates the first of them, each {@code host:index}
   */
  AmbiguousGpuException(String index, int hosts, List<String> candidates) {
    super("%d hosts have a GPU %s: say host:%s or a UUID".formatted(hosts, index, index));
    this.candidates = List.copyOf(candidates);
  }

  /** What could be meant, {@value #MOST} at most. */
  public List<String> candidates() {
    return candidates;
  }
}
