package nexus.telemetry.promql;

/** An expression that takes longer than is allowed. */
public final class QueryTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public QueryTimeoutException(String message) {
    super(message, null, false, false);
  }
}
