package nexus.telemetry.block;

/**
 * The residuals of an integer series, and which way of packing them is smallest.
 *
 * <p>A residual is a difference of neighbours divided by the {@linkplain #unit() unit}, or the
 * difference of two such; zigzag makes it unsigned. All arithmetic wraps at 64 bits, so nothing is
 * lost whatever the values.
 */
final class IntegerShape {

  /** Ones that announce, instead of a quotient, a residual written in full. */
  static final int ESCAPE = 12;

  /** Bits of the length of a residual written in full. */
  static final int LENGTH_BITS = 6;

  private final long[] deltas;
  private final long unit;
  private final boolean secondOrder;
  private final boolean dense;
  private final int riceBits;

  private IntegerShape(long[] deltas, long unit, Cost first, Cost second) {
    this.secondOrder = second.best() < first.best();
    Cost cost = secondOrder ? second : first;
    this.deltas = deltas;
    this.unit = unit;
    this.dense = cost.denseBytes < cost.sparseBytes;
    this.riceBits = cost.riceBits;
  }

  /** Shape of the first {@code count} values, of which there is at least one. */
  static IntegerShape of(long[] values, int count) {
    long[] deltas = new long[count - 1];
    for (int i = 1; i < count; i++) {
      deltas[i - 1] = values[i] - values[i - 1];
    }
    long unit = unit(deltas);
    if (unit > 1) {
      for (int i = 0; i < deltas.length; i++) {
        deltas[i] /= unit;
      }
    }
    return new IntegerShape(deltas, unit, new Cost(deltas, false), new Cost(deltas, true));
  }

  /** Whether all values are equal. */
  boolean constant() {
    return unit == 0;
  }

  /** Greatest common divisor of all differences of neighbours; 0 when there are none. */
  long unit() {
    return unit;
  }

  /** Whether residuals are differences of differences. */
  boolean secondOrder() {
    return secondOrder;
  }

  /** Whether residuals are packed as bits, not as bytes with runs of zeros. */
  boolean dense() {
    return dense;
  }

  /** Low bits of each residual that are written as they are. */
  int riceBits() {
    return riceBits;
  }

  /** The residuals, zigzag. */
  long[] residuals() {
    long[] residuals = new long[deltas.length];
    long previous = 0;
    for (int i = 0; i < deltas.length; i++) {
      residuals[i] = ByteSink.zigzag(deltas[i] - previous);
      previous = secondOrder ? deltas[i] : 0;
    }
    return residuals;
  }

  private static long unit(long[] deltas) {
    long unit = 0;
    for (long delta : deltas) {
      if (delta != 0 && (unit == 0 || delta % unit != 0)) {
        unit = gcd(delta, unit);
        if (unit <= 1) {
          return 1; // 0 and below: the smallest long has no positive counterpart
        }
      }
    }
    return unit;
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return Math.abs(x);
  }

  /** What one order of differences costs: exactly when sparse, nearly when dense. */
  private static final class Cost {

    private final int[] ofLength = new int[Long.SIZE + 1];
    private final int longest;
    private final long sparseBytes;
    private long denseBytes = Long.MAX_VALUE;
    private int riceBits;

    Cost(long[] deltas, boolean secondOrder) {
      long previous = 0;
      long sparse = 0;
      int zeros = 0;
      int nonzeros = 0;
      long seen = 0;
      for (long delta : deltas) {
        long residual = ByteSink.zigzag(delta - previous);
        previous = secondOrder ? delta : 0;
        seen |= residual;
        if (residual == 0) {
          zeros++;
          continue;
        }
        int length = Long.SIZE - Long.numberOfLeadingZeros(residual);
        ofLength[length]++;
        nonzeros++;
        sparse += (length + 6) / 7 + (zeros < 0x80 ? 1 : zeros < 0x4000 ? 2 : 4);
        zeros = 0;
      }
      this.sparseBytes = sparse;
      this.longest = Long.SIZE - Long.numberOfLeadingZeros(seen);
      ofLength[0] = deltas.length - nonzeros;
      chooseRiceBits();
    }

    long best() {
      return Math.min(sparseBytes, denseBytes);
    }

    private void chooseRiceBits() {
      for (int bits = 0; bits < Math.max(longest, 1); bits++) {
        long cost = 1 + (denseBits(bits) + 7) / Byte.SIZE;
        if (cost < denseBytes) {
          denseBytes = cost;
          riceBits = bits;
        }
      }
    }

    /** An estimate: every residual of a length counts as the middle one. */
    private long denseBits(int bits) {
      long sum = 0;
      for (int length = 0; length <= longest; length++) {
        long quotient = length < 2 ? length >>> bits : (3L << (length - 2)) >>> bits;
        int escaped = ESCAPE + LENGTH_BITS + length;
        sum +=
            ofLength[length] * (quotient < ESCAPE && quotient >= 0 ? quotient + 1 + bits : escaped);
      }
      return sum;
    }
  }
}
