package nexus.telemetry.promql;

/** An expression that is none, or cannot be answered as it is asked. */
public final class SyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SyntaxException(String message) {
    super(message, null, false, false);
  }
}
