package nexus.telemetry.query;

/** The revision that a request is to be answered at is compacted away: the caller asks anew. */
public final class GoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param revision the store's revision
   * @param cause what etcd said
   */
  public GoneException(long revision, Throwable cause) {
    super("revision " + revision + " of the store is compacted away", cause);
  }
}
