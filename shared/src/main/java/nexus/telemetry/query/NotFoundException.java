package nexus.telemetry.query;

/** What a caller asked for does not exist; names the parameter that named it. */
public final class NotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter at fault
   * @param message a sentence for the caller
   */
  public NotFoundException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The parameter at fault. */
  public String field() {
    return field;
  }
}
