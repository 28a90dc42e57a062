package nexus.functions.http;

/** A failure that is told in a shape of its own, as a protocol of others wants it. */
public final class ShapedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Object body;

  /**
   * What is answered.
   *
   * @param status HTTP status
   * @param body written as JSON
   */
  public ShapedException(int status, Object body, String message) {
    super(message, null, false, false);
    this.status = status;
    this.body = body;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  Object body() {
    return body;
  }
}
