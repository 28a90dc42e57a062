package nexus.telemetry.block;

/**
 * Doubles as integers divided by a power of ten: {@code 61.25} is {@code 6125} at scale 2.
 *
 * <p>A scale fits a column when every value comes back from it bit for bit; so −0.0, NaN and the
 * infinities fit none. Powers of ten up to 10<sup>22</sup> are doubles themselves and division is
 * rounded correctly, so every decimal of up to 15 digits fits.
 */
final class Decimals {

  /** Most digits after the point. */
  static final int MAX_SCALE = 15;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Decimals() {}

  /**
   * Fills {@code integers} with the scaled values at the smallest scale that fits all of them.
   *
   * @return the scale, or −1 when none fits
   */
  static int scale(double[] values, long[] integers) {
    int scale = smallestScale(values);
    if (scale < 0) {
      return -1;
    }
    // A value that fits a smaller scale may be too large for this one.
    double power = POWERS[scale];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (long) Math.rint(values[i] * power);
      if (differ(integers[i] / power, values[i])) {
        return -1;
      }
    }
    return scale;
  }

  /** The nearest integer to a value at a scale. */
  static long integer(double value, int scale) {
    return (long) Math.rint(value * POWERS[scale]);
  }

  /** The value of a scaled integer. */
  static double value(long integer, int scale) {
    return integer / POWERS[scale];
  }

  /** Whether a value comes back from a scale bit for bit. */
  static boolean fits(double value, int scale) {
    return !differ(value(integer(value, scale), scale), value);
  }

  /** The values of scaled integers. */
  static double[] values(long[] integers, int scale) {
    double power = POWERS[scale];
    double[] values = new double[integers.length];
    for (int i = 0; i < integers.length; i++) {
      values[i] = integers[i] / power;
    }
    return values;
  }

  private static int smallestScale(double[] values) {
    int scale = 0;
    double power = POWERS[0];
    for (double value : values) {
      while (differ((long) Math.rint(value * power) / power, value)) {
        if (scale == MAX_SCALE) {
          return -1;
        }
        power = POWERS[++scale];
      }
    }
    return scale;
  }

  private static boolean differ(double a, double b) {
    return Double.doubleToRawLongBits(a) != Double.doubleToRawLongBits(b);
  }
}
