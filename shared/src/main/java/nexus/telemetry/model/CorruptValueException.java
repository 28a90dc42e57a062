package nexus.telemetry.model;

/**
 * A stored value cannot be read. The message says what is wrong with it, not where it is: whoever
 * read the key adds that.
 */
public final class CorruptValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorruptValueException(String message) {
    super(message);
  }

  public CorruptValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
