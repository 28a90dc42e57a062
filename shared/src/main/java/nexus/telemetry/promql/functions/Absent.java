package nexus.telemetry.promql.functions;

import java.util.Arrays;

/** No value: a NaN that no arithmetic yields, the one that Prometheus marks ended series with. */
public final class Absent {

  private static final long BITS = 0x7ff0000000000002L;

  /** Stands where there is no value. */
  public static final double VALUE = Double.longBitsToDouble(BITS);

  private Absent() {}

  /** Whether there is no value. */
  public static boolean is(double value) {
    return Double.isNaN(value) && Double.doubleToRawLongBits(value) == BITS;
  }

  /** So many without a value. */
  public static double[] array(int size) {
    double[] values = new double[size];
    Arrays.fill(values, VALUE);
    return values;
  }
}
