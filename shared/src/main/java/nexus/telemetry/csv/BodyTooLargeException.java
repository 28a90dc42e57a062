package nexus.telemetry.csv;

/** A body is larger than the receiver takes. */
public final class BodyTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long limit;

  /**
   * @param limit most bytes that are taken
   */
  public BodyTooLargeException(long limit) {
    super("the body is larger than " + limit + " bytes");
    this.limit = limit;
  }

  /** Most bytes that are taken. */
  public long limit() {
    return limit;
  }
}
