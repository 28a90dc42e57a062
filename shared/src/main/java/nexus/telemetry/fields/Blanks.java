package nexus.telemetry.fields;

/**
 * The numbers by which DCGM says that there is no value (<a
 * href="https://github.com/NVIDIA/DCGM/blob/master/dcgmlib/dcgm_structs.h">dcgm_structs.h</a>).
 * Each has three followers, for why: not found, not supported, not permitted.
 *
 * <pre>
 * INT32  2147483632             2147483648 as a float, 2.14748e+09 in six digits
 * INT64  9223372036854775792    9.223372036854776E18 as a double, 9.22337e+18
 * FP64   140737488355328        1.40737e+14
 * </pre>
 *
 * <p>DCGM has blanks of eight bits, too, and no field of that type.
 */
final class Blanks {

  static final double INT32 = 2147483632.0;
  static final double FP64 = 140737488355328.0;

  /** The least that a rounding makes of each. */
  static final double LEAST_OF_INT32 = 2.14748e9;

  static final double LEAST_OF_INT64 = 9.22e18;
  static final double LEAST_OF_FP64 = 1.40737e14;

  private static final double MOST_OF_INT32 = 2.147484e9;
  private static final double MOST_OF_INT64 = 9.2234e18;
  private static final int FOLLOWERS = 3;

  private Blanks() {}

  /** Whether the number is a blank of 32 bits or what a rounding makes of one. */
  static boolean isInt32(double number) {
    return number >= LEAST_OF_INT32 && number <= MOST_OF_INT32;
  }

  /** Whether the number is exactly a blank of 32 bits. */
  static boolean isExactInt32(double number) {
    return number >= INT32 && number <= INT32 + FOLLOWERS;
  }

  /**
   * Whether a number of a field that nobody knows is a blank. Only 64 bits' blanks and exact ones
   * of doubles are: 2147483632 may be a count of bytes, and any other number a measurement.
   */
  static boolean isOfUnknown(double number) {
    return (number >= LEAST_OF_INT64 && number <= MOST_OF_INT64)
        || (number >= FP64 && number <= FP64 + FOLLOWERS);
  }
}
