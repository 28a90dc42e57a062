package nexus.telemetry.kv;

/** One operation of a transaction. */
public sealed interface Op {

  /** Bytes this operation adds to a request. */
  int bytes();

  /**
   * Puts a value. A key is put at most once a transaction.
   *
   * @param leaseId lease the key ends with; 0 for none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Put(String key, byte[] value, long leaseId) implements Op {
    @Override
    public int bytes() {
      return key.length() + value.length;
    }
  }

  /** Deletes one key. A key that is not there is no error. */
  record Delete(String key) implements Op {
    @Override
    public int bytes() {
      return key.length();
    }
  }

  /** Deletes every key of {@code [from, toExclusive)}. */
  record DeleteRange(String from, String toExclusive) implements Op {
    @Override
    public int bytes() {
      return from.length() + toExclusive.length();
    }
  }

  /** Reads a range; its answer is the transaction's {@link TxnResult#pages() page}. */
  record Get(Range range) implements Op {
    @Override
    public int bytes() {
      return range.from().length() + range.toExclusive().length();
    }
  }

  static Op put(String key, byte[] value) {
    return new Put(key, value, 0);
  }

  static Op put(String key, byte[] value, long leaseId) {
    return new Put(key, value, leaseId);
  }

  static Op delete(String key) {
    return new Delete(key);
  }

  static Op get(Range range) {
    return new Get(range);
  }
}
