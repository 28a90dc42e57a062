package nexus.functions.http;

import java.util.Optional;

/** Ends a request with a status whose meaning says it all, such as 415 or 429, or nearly all. */
public final class StatusException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String allow;
  private final String reason;

  public StatusException(int status) {
    this(status, null, null);
  }

  /**
   * @param reason a sentence that says more than the status
   */
  public StatusException(int status, String reason) {
    this(status, null, reason);
  }

  private StatusException(int status, String allow, String reason) {
    super("status " + status, null, false, false);
    this.status = status;
    this.allow = allow;
    this.reason = reason;
  }

  /** 405, with the methods that would do, as an {@code Allow} header lists them. */
  static StatusException notAllowed(String allow) {
    return new StatusException(405, allow, null);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What is said of it, where the status does not say it all. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The {@code Allow} header. */
  Optional<String> allow() {
    return Optional.ofNullable(allow);
  }
}
