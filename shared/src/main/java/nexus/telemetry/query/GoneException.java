package nexus.telemetry.query;

/** The revision that a cursor continues on is compacted away: the caller asks anew without it. */
public final class GoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter at fault
   * @param message a sentence for the caller
   * @param cause what etcd said
   */
  public GoneException(String field, String message, Throwable cause) {
    super(message, cause);
    this.field = field;
  }

  /** The parameter at fault. */
  public String field() {
    return field;
  }
}
