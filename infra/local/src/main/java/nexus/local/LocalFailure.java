package nexus.local;

/** The local run cannot go on. The message is for the person at the terminal, complete as it is. */
public final class LocalFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LocalFailure(String message) {
    super(message);
  }

  public LocalFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
