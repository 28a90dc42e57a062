package nexus.telemetry.query;

/** A stored value that an answer needs cannot be read. It is never skipped silently. */
public final class CorruptStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the key whose value it is
   * @param why what is wrong with the value
   * @param cause what the codec said; null for none
   */
  public CorruptStoreException(String key, String why, Throwable cause) {
    super("the value of " + key + " cannot be read: " + why, cause);
    this.key = key;
  }

  /** The key whose value cannot be read. */
  public String key() {
    return key;
  }
}
