package nexus.telemetry.block;

/** Bits being written, most significant first, the last byte filled up with zeros. */
final class BitSink {

  private final ByteSink bytes;
  private long pending;
  private int used;

  BitSink(ByteSink bytes) {
    this.bytes = bytes;
  }

  /** Writes the low {@code count} (0 to 64) bits of {@code bits}; all higher bits must be zero. */
  void put(long bits, int count) {
    int free = Long.SIZE - used;
    if (count < free) {
      pending |= bits << (free - count);
      used += count;
      return;
    }
    int rest = count - free;
    bytes.putLongBig(pending | bits >>> rest);
    pending = rest == 0 ? 0 : bits << (Long.SIZE - rest);
    used = rest;
  }

  /** Writes what is pending; the sink is not used after that. */
  void finish() {
    for (int shift = Long.SIZE - Byte.SIZE; used > 0; shift -= Byte.SIZE) {
      bytes.putByte((int) (pending >>> shift));
      used -= Byte.SIZE;
    }
  }
}
