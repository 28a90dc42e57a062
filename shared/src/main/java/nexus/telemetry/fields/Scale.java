package nexus.telemetry.fields;

/** Conversions between units, as exact as decimal numbers let them be. */
final class Scale {

  private static final double DECIMALS = 1e6;

  /** How far from a whole number the inverse of a factor such as 0.001 may be. */
  private static final double NEARLY = 1e-9;

  private Scale() {}

  /**
   * The product, without what binary fractions add to decimal ones: 0.29 × 100 is 29, and not
   * 28.999999999999996. A fraction such as 0.001 is divided by its inverse, for the same reason;
   * one that is a power of two is exact anyway.
   */
  static double multiply(double value, double factor) {
    if (factor >= 1) {
      return rounded(value * factor);
    }
    double inverse = 1 / factor;
    double whole = Math.rint(inverse);
    if (Math.scalb(1.0, Math.getExponent(factor)) == factor) {
      return value * factor;
    }
    boolean divides = Math.abs(inverse - whole) <= NEARLY * whole;
    return rounded(divides ? value / whole : value * factor);
  }

  /** The quotient, likewise. */
  static double divide(double value, double factor) {
    return factor < 1 ? value * (1 / factor) : value / factor;
  }

  private static double rounded(double product) {
    double near = Math.rint(product * DECIMALS) / DECIMALS;
    return Math.abs(near - product) <= 2 * Math.ulp(product) ? near : product;
  }
}
