package nexus.telemetry.incidents;

/** A table of rules cannot be used; the message names the line and what is wrong with it. */
public final class BadRulesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadRulesException(String message) {
    super(message);
  }

  BadRulesException(long line, String reason) {
    super("line " + line + ": " + reason);
  }
}
