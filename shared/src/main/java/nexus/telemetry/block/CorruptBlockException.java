package nexus.telemetry.block;

/** Stored bytes are no block: the message says at which byte and what is wrong there. */
public final class CorruptBlockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param position index of the byte at which reading failed
   * @param what what is wrong there
   */
  public CorruptBlockException(int position, String what) {
    super("corrupt block at byte " + position + ": " + what);
    this.position = position;
  }

  /** Index of the byte at which reading failed. */
  public int position() {
    return position;
  }
}
