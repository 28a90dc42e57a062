package nexus.telemetry.promql;

/** An expression that cannot be worked out over what is stored, or takes more than is allowed. */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EvaluationException(String message) {
    super(message, null, false, false);
  }
}
