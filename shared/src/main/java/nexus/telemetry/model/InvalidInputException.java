package nexus.telemetry.model;

/** What a caller sent cannot be used; names the field, so that the caller can mend it. */
public class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter, column or body field at fault
   * @param message a sentence for the caller
   */
  public InvalidInputException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The parameter, column or body field at fault. */
  public String field() {
    return field;
  }
}
