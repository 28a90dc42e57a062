package nexus.local.cli;

/** A command cannot do what it was asked. The message is for who asked, complete as it is. */
class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
