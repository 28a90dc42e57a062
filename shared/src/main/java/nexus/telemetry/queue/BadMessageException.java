package nexus.telemetry.queue;

/** The bytes of a queue entry are no message. A repeat will not mend that. */
public final class BadMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadMessageException(String reason) {
    super(reason);
  }

  public BadMessageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
