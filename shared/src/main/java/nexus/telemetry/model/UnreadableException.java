package nexus.telemetry.model;

import java.util.Optional;

/**
 * Bytes of the queue or of the store cannot be read; a repeat cannot mend that.
 *
 * <p>A decoder says what is wrong with the bytes, not where they lie. Whoever read the key adds
 * that, by {@link #at}, where somebody needs it.
 */
public final class UnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final int position;
  private final String key;
  private final byte[] bytes;
  private final long revision;

  /** What cannot be read. */
  public enum Kind {
    /** A block. */
    BLOCK,
    /** A stored value other than a block: facts, newest values, counters. */
    VALUE,
    /** An entry of the queue. */
    MESSAGE,
    /** Something stored that an answer needs. The message names its key. It is never skipped. */
    ANSWER
  }

  private UnreadableException(
      Kind kind,
      String message,
      Throwable cause,
      int position,
      String key,
      byte[] bytes,
      long revision) {
    super(message, cause);
    this.kind = kind;
    this.position = position;
    this.key = key;
    this.bytes = bytes;
    this.revision = revision;
  }

  private static UnreadableException of(Kind kind, String what, Throwable cause) {
    return new UnreadableException(kind, what, cause, -1, null, null, 0);
  }

  /**
   * Bytes that are no block.
   *
   * @param position index of the byte at which reading failed
   * @param what what is wrong there
   */
  public static UnreadableException block(int position, String what) {
    String message = "corrupt block at byte " + position + ": " + what;
    return new UnreadableException(Kind.BLOCK, message, null, position, null, null, 0);
  }

  /** Bytes that are not the value expected. */
  public static UnreadableException value(String what) {
    return of(Kind.VALUE, what, null);
  }

  /** Bytes that are not the value expected. */
  public static UnreadableException value(String what, Throwable cause) {
    return of(Kind.VALUE, what, cause);
  }

  /** Bytes that are no message. */
  public static UnreadableException message(String what) {
    return of(Kind.MESSAGE, what, null);
  }

  /** Bytes that are no message. */
  public static UnreadableException message(String what, Throwable cause) {
    return of(Kind.MESSAGE, what, cause);
  }

  /**
   * Something stored that an answer needs.
   *
   * @param key the key whose value it is
   * @param why what is wrong with the value
   * @param cause what the decoder said; null for none
   */
  public static UnreadableException answer(String key, String why, Throwable cause) {
    String message = "the value of " + key + " cannot be read: " + why;
    return new UnreadableException(Kind.ANSWER, message, cause, -1, key, null, 0);
  }

  /**
   * This, with where the bytes lie.
   *
   * @param foundKey their key
   * @param found the bytes
   * @param foundRevision revision of the put that wrote them
   */
  public UnreadableException at(String foundKey, byte[] found, long foundRevision) {
    return new UnreadableException(
        kind, getMessage(), this, position, foundKey, found, foundRevision);
  }

  /** What cannot be read. */
  public Kind kind() {
    return kind;
  }

  /** Of a block, index of the byte at which reading failed; else −1. */
  public int position() {
    return position;
  }

  /** The key of what cannot be read; empty while only the bytes are known. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** The bytes, where {@link #at} said them; else null. */
  public byte[] bytes() {
    return bytes;
  }

  /** Revision of the put that wrote the bytes, where {@link #at} said it; else 0. */
  public long revision() {
    return revision;
  }
}
