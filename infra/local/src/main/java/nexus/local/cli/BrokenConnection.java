package nexus.local.cli;

/** A connection that was there ended before the answer came: what became of the request is open. */
final class BrokenConnection extends CommandFailure {

  private static final long serialVersionUID = 1L;

  BrokenConnection(String message, Throwable cause) {
    super(message, cause);
  }
}
