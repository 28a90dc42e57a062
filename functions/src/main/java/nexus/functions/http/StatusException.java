package nexus.functions.http;

import java.util.Optional;

/** Ends a request with a status whose meaning says it all, such as 415 or 429. */
public final class StatusException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String allow;

  public StatusException(int status) {
    this(status, null);
  }

  private StatusException(int status, String allow) {
    super("status " + status, null, false, false);
    this.status = status;
    this.allow = allow;
  }

  /** 405, with the methods that would do, as an {@code Allow} header lists them. */
  static StatusException notAllowed(String allow) {
    return new StatusException(405, allow);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The {@code Allow} header. */
  Optional<String> allow() {
    return Optional.ofNullable(allow);
  }
}
