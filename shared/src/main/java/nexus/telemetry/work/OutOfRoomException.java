package nexus.telemetry.work;

/** There is no memory for a piece of work. */
public final class OutOfRoomException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;

  /**
   * @param passing whether the same may fit later
   */
  public OutOfRoomException(String reason, boolean passing) {
    super(reason, null, false, false);
    this.passing = passing;
  }

  /** Whether the same may fit later. */
  public boolean isPassing() {
    return passing;
  }
}
