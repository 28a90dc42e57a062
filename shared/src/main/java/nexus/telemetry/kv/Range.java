package nexus.telemetry.kv;

/**
 * A bounded read of {@code [from, toExclusive)} in ascending key order.
 *
 * @param from first key, inclusive
 * @param toExclusive end of the range, exclusive
 * @param limit most entries returned; 0 for all
 * @param revision revision to read at; 0 for the newest
 * @param changedAfter only entries last put after this revision are returned; 0 for all
 * @param what keys and values, keys alone, or the count alone
 */
public record Range(
    String from, String toExclusive, long limit, long revision, long changedAfter, What what) {

  /** The end of a range that has none, as etcd writes it. */
  public static final String NO_END = "\0";

  /** What a range read returns. */
  public enum What {
    ENTRIES,
    KEYS,
    COUNT
  }

  /** Every entry of {@code [from, toExclusive)}. */
  public static Range of(String from, String toExclusive) {
    return new Range(from, toExclusive, 0, 0, 0, What.ENTRIES);
  }

  /** Every entry whose key begins with {@code prefix}. */
  public static Range prefix(String prefix) {
    return of(prefix, endOf(prefix));
  }

  /** The one entry with this key, if there is one. */
  public static Range key(String key) {
    return of(key, key + '\0').limit(1);
  }

  public Range limit(long most) {
    return new Range(from, toExclusive, most, revision, changedAfter, what);
  }

  /** This range read at {@code atRevision} (0: the newest). */
  public Range at(long atRevision) {
    return new Range(from, toExclusive, limit, atRevision, changedAfter, what);
  }

  /**
   * This range's entries last put after {@code knownRevision} (0: all). The {@linkplain
   * Page#count() count} stays that of all. etcd still looks at every entry, but sends few.
   */
  public Range changedAfter(long knownRevision) {
    return new Range(from, toExclusive, limit, revision, knownRevision, what);
  }

  /** This range without values. */
  public Range keysOnly() {
    return new Range(from, toExclusive, limit, revision, changedAfter, What.KEYS);
  }

  /** This range's {@linkplain Page#count() count} alone. */
  public Range countOnly() {
    return new Range(from, toExclusive, limit, revision, changedAfter, What.COUNT);
  }

  /** The rest of this range behind {@code lastKey}. */
  public Range after(String lastKey) {
    return new Range(lastKey + '\0', toExclusive, limit, revision, changedAfter, what);
  }

  /** Whether {@code [from, toExclusive)} holds {@code key}. */
  public static boolean holds(String from, String toExclusive, String key) {
    return key.compareTo(from) >= 0
        && (toExclusive.equals(NO_END) || key.compareTo(toExclusive) < 0);
  }

  /** The first key behind every key that begins with {@code prefix}. */
  public static String endOf(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }
}
