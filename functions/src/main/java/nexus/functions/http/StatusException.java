package nexus.functions.http;

/** Ends a request with a status whose meaning says it all, such as 415 or 429. */
public final class StatusException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  public StatusException(int status) {
    super("status " + status, null, false, false);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
