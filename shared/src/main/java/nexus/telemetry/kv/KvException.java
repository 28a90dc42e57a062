package nexus.telemetry.kv;

import java.util.Optional;

/** An etcd call failed. The {@linkplain #kind() kind} says what is known of its outcome. */
public final class KvException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is known of a failed call. */
  public enum Kind {
    /** etcd could not be reached, or has no leader; a write may or may not have been applied. */
    UNAVAILABLE,
    /** The deadline passed; a write may or may not have been applied. */
    TIMEOUT,
    /** The revision asked for is compacted away, or has not come yet: list again. */
    COMPACTED,
    /** The database is full (alarm NOSPACE): the write was refused. */
    NO_SPACE,
    /** etcd is overloaded and refused the request. */
    OVERLOADED,
    /** The request is larger than etcd takes. */
    TOO_LARGE,
    /** The lease is gone: the write was refused. */
    LEASE_GONE,
    /** Credentials are missing, wrong or lack the right. */
    DENIED,
    /** The request is wrong, or etcd failed in a way that a repeat will not mend. */
    INTERNAL
  }

  private final Kind kind;
  private final String reason;

  public KvException(Kind kind, String message, Throwable cause) {
    this(kind, message, cause, null);
  }

  /**
   * @param reason what an operator has to put right, in words for the caller; null when the kind
   *     says enough
   */
  public KvException(Kind kind, String message, Throwable cause, String reason) {
    super(message, cause);
    this.kind = kind;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** What is to be put right, such as certificates; names no key, user or password. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** Whether the same call may succeed later, provided it is safe to repeat. */
  public boolean retryable() {
    return switch (kind) {
      case UNAVAILABLE, TIMEOUT, NO_SPACE, OVERLOADED -> true;
      case COMPACTED, TOO_LARGE, LEASE_GONE, DENIED, INTERNAL -> false;
    };
  }
}
