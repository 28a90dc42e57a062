package nexus.telemetry.kv;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The limits that etcd checks before it looks at the store, with etcd's defaults (etcd: {@code
 * server/etcdserver/api/v3rpc/key.go}, {@code checkTxnRequest}).
 */
public final class RequestLimits {

  /** Most compares, and most operations a branch: {@code --max-txn-ops}. */
  static final int OPERATIONS = 128;

  /** Most bytes of a request: {@code --max-request-bytes}. */
  static final int BYTES = 1536 << 10;

  /** At least the bytes that a compare or an operation takes besides its keys and value. */
  private static final int BYTES_AROUND = 32;

  private RequestLimits() {}

  /**
   * Checks a transaction.
   *
   * @throws KvException as etcd refuses it: {@code TOO_LARGE}, or {@code INTERNAL} when malformed
   */
  public static void check(Txn txn) {
    int most =
        Math.max(txn.conditions().size(), Math.max(txn.then().size(), txn.otherwise().size()));
    if (most > OPERATIONS) {
      throw refused(KvException.Kind.TOO_LARGE, "too many operations in txn request: " + most);
    }
    txn.conditions().forEach(compare -> checkKey(compare.key()));
    checkBranch(txn.then());
    checkBranch(txn.otherwise());
    long bytes = bytes(txn);
    if (bytes > BYTES) {
      throw refused(KvException.Kind.TOO_LARGE, "request is too large: " + bytes + " bytes");
    }
  }

  private static long bytes(Txn txn) {
    long bytes = 0;
    for (Compare compare : txn.conditions()) {
      bytes += compare.key().length() + BYTES_AROUND;
    }
    for (List<Op> branch : List.of(txn.then(), txn.otherwise())) {
      for (Op op : branch) {
        bytes += op.bytes() + BYTES_AROUND;
      }
    }
    return bytes;
  }

  /** A key may be put once, and not both put and deleted, in one branch. */
  private static void checkBranch(List<Op> branch) {
    Set<String> puts = new HashSet<>();
    for (Op op : branch) {
      checkKeys(op);
      if (op instanceof Op.Put put && !puts.add(put.key())) {
        throw duplicate(put.key());
      }
    }
    for (Op op : branch) {
      for (String key : puts) {
        if (deletes(op, key)) {
          throw duplicate(key);
        }
      }
    }
  }

  private static boolean deletes(Op op, String key) {
    if (op instanceof Op.Delete delete) {
      return delete.key().equals(key);
    }
    return op instanceof Op.DeleteRange range
        && Range.holds(range.from(), range.toExclusive(), key);
  }

  private static void checkKeys(Op op) {
    if (op instanceof Op.Put put) {
      checkKey(put.key());
    } else if (op instanceof Op.Delete delete) {
      checkKey(delete.key());
    } else if (op instanceof Op.DeleteRange range) {
      checkRange(range.from(), range.toExclusive());
    } else if (op instanceof Op.Get get) {
      checkRange(get.range().from(), get.range().toExclusive());
    }
  }

  /** Checks both ends of a range, as {@link #checkKey} does. */
  public static void checkRange(String from, String toExclusive) {
    checkKey(from);
    checkKey(toExclusive);
  }

  /**
   * Checks a key.
   *
   * @throws KvException when there is no key, or a character of it is no byte
   */
  public static void checkKey(String key) {
    if (key.isEmpty()) {
      throw refused(KvException.Kind.INTERNAL, "key is not provided");
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 0xff) {
        throw refused(KvException.Kind.INTERNAL, "a character of the key is no byte: " + key);
      }
    }
  }

  /**
   * Checks a lease's length.
   *
   * @throws KvException when it is less than a second: etcd would silently lengthen such a lease
   */
  public static void checkTtl(long ttlSeconds) {
    if (ttlSeconds < 1) {
      throw refused(KvException.Kind.INTERNAL, "a lease lasts a second or more, not " + ttlSeconds);
    }
  }

  private static KvException duplicate(String key) {
    return refused(KvException.Kind.INTERNAL, "duplicate key given in txn request: " + key);
  }

  private static KvException refused(KvException.Kind kind, String why) {
    return new KvException(kind, why, null);
  }
}
