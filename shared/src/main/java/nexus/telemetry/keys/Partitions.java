package nexus.telemetry.keys;

/**
 * Which partition a host's messages wait in: a hash that is the same in every process for ever.
 *
 * <p>FNV-1a over the name's bytes, 32 bits (Fowler, Noll, Vo; RFC 9923), so that all GPUs of a host
 * share a partition and one drainer at a time writes that host's keys.
 *
 * @param count number of partitions, 1 to 100
 */
public record Partitions(int count) {

  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  /**
   * @throws IllegalArgumentException when the count is not 1 to 100
   */
  public Partitions {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("partitions must be 1 to 100, not " + count);
    }
  }

  /** The partition of {@code host}, as two digits. */
  public String of(String host) {
    return Keyspace.twoDigits(Integer.remainderUnsigned(hash(host), count));
  }

  /** FNV-1a, 32 bits, of the name's bytes. Names are ASCII. */
  static int hash(String name) {
    int hash = OFFSET_BASIS;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ (name.charAt(i) & 0xff)) * PRIME;
    }
    return hash;
  }
}
