package nexus.telemetry.fields;

/**
 * Least and greatest value that hardware can have. What is beyond them was never measured.
 *
 * @param min least value; negative infinity where there is none
 * @param max greatest value; infinity where there is none
 */
public record Bounds(double min, double max) {

  static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  private static final Bounds NOT_NEGATIVE = new Bounds(0, Double.POSITIVE_INFINITY);

  /** Shares are measured, and may be a little more than the whole. */
  private static final Bounds RATIO = new Bounds(0, 2);

  private static final Bounds PERCENT = new Bounds(0, 100);

  /** A fan may run faster than its rated speed. */
  private static final Bounds FAN = new Bounds(0, 1000);

  private static final Bounds CELSIUS = new Bounds(-100, 200);
  private static final Bounds WATTS = new Bounds(0, 10_000);
  private static final Bounds MEGAHERTZ = new Bounds(0, 50_000);
  private static final Bounds MEBIBYTES = new Bounds(0, 1e8);
  private static final Bounds XID = new Bounds(0, 100_000);

  /** The bounds of a field of that name, unit and kind. */
  static Bounds of(String name, String unit, Kind kind) {
    return switch (name) {
      case "DCGM_FI_DEV_FAN_SPEED" -> FAN;
      case "DCGM_FI_DEV_XID_ERRORS" -> XID;
      // Called a percentage, and told as a share: either may come.
      case "DCGM_FI_DEV_FB_USED_PERCENT" -> PERCENT;
      case "DCGM_FI_DEV_CONNECTX_DEVICE_TEMPERATURE" -> CELSIUS;
      default -> of(unit, kind);
    };
  }

  private static Bounds of(String unit, Kind kind) {
    return switch (unit) {
      case "%" -> PERCENT;
      case "ratio" -> RATIO;
      case "C" -> CELSIUS;
      case "W" -> WATTS;
      case "MHz" -> MEGAHERTZ;
      case "MiB" -> MEBIBYTES;
      case "" -> kind == Kind.COUNTER ? NOT_NEGATIVE : NONE;
      default -> NOT_NEGATIVE;
    };
  }

  /** Whether a value is within; what rounding adds is. */
  boolean hold(double value) {
    return value >= min && value <= max + slack();
  }

  private double slack() {
    return Double.isInfinite(max) ? 0 : max * 1e-3;
  }

  /** Whether no value may be greater than some number. */
  boolean hasMax() {
    return max != Double.POSITIVE_INFINITY;
  }
}
