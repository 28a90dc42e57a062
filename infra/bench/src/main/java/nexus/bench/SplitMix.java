package nexus.bench;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Our own, because the JDK does not promise that
 * its generators give the same numbers in the next release, and a seed must mean the same bytes for
 * ever.
 */
public final class SplitMix {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix(long seed) {
    this.state = seed;
  }

  /** A generator of its own for the {@code index}-th thing that grows from {@code seed}. */
  static SplitMix of(long seed, long index) {
    return new SplitMix(mix(seed + GOLDEN_GAMMA) ^ mix(index * GOLDEN_GAMMA + 1));
  }

  long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** An integer of 0 to {@code bound} - 1. */
  public int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** An integer of {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** True once in {@code n} calls on average. */
  boolean oneIn(int n) {
    return below(n) == 0;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
