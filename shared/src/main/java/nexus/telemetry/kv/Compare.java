package nexus.telemetry.kv;

/**
 * A condition on one key's revision. A key that does not exist has revision 0.
 *
 * @param key the key
 * @param target which of its revisions
 * @param revision the revision it must equal
 */
public record Compare(String key, Target target, long revision) {

  /** Which revision of a key is compared. */
  public enum Target {
    CREATE,
    MOD
  }

  /** Holds while the key has not been written or removed since it was read. */
  public static Compare unchanged(String key, long modRevision) {
    return new Compare(key, Target.MOD, modRevision);
  }

  /** Holds while there is no such key. */
  public static Compare absent(String key) {
    return new Compare(key, Target.CREATE, 0);
  }

  /** Holds while the key is the very one that was created at this revision. */
  public static Compare createdAt(String key, long createRevision) {
    return new Compare(key, Target.CREATE, createRevision);
  }
}
