package nexus.telemetry.query;

import java.util.List;

/** A name that several GPUs go by, such as an index alone. */
public final class AmbiguousGpuException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Most candidates that are told of. */
  public static final int MOST = 100;

  private final transient List<String> candidates;

  /**
   * @param message a sentence
   * @param candidates the first of those it could be
   */
  public AmbiguousGpuException(String message, List<String> candidates) {
    super(message);
    this.candidates = List.copyOf(candidates);
  }

  /** What could be meant, {@value #MOST} at most. */
  public List<String> candidates() {
    return candidates;
  }
}
