package nexus.telemetry.fields;

/** Conversions between units, as exact as decimal numbers let them be. */
final class Scale {

  private static final double DECIMALS = 1e6;

  private Scale() {}

  /**
   * The product, without what binary fractions add to decimal ones: 0.29 × 100 is 29, and not
   * 28.999999999999996. A factor below one is a power of two, and exact anyway.
   */
  static double multiply(double value, double factor) {
    return factor < 1 ? value * factor : rounded(value * factor);
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
