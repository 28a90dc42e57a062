package nexus.telemetry.fields;

import java.util.Optional;

/**
 * A name under which numbers come, and what they are worth under the canonical name.
 *
 * <p>A usual number lies between two bounds worked out once: two comparisons tell that it is
 * neither blank nor impossible. All others are looked at closely.
 */
public final class FieldName {

  /** What a ratio may be at most and still be one; a greater number can only be the percentage. */
  private static final double MOST_RATIO = 1.000001;

  private static final double MOST_FAN_RATIO = 1.5;

  private final String metric;
  private final Field field;
  private final double factor;
  private final double most;
  private final double usualLow;
  private final double usualHigh;

  private FieldName(String metric, Field field, double factor, double most) {
    this.metric = metric;
    this.field = field;
    this.factor = factor;
    this.most = most;
    this.usualLow = field == null ? Double.NEGATIVE_INFINITY : field.bounds().min() / factor;
    this.usualHigh = Math.min(most, usualHigh(field, factor));
  }

  /** The name of no field: numbers are what they are. */
  static FieldName unknown(String name) {
    return new FieldName(name, null, 1, Double.POSITIVE_INFINITY);
  }

  /** A name of a field, whose numbers are multiplied by a factor. */
  static FieldName of(Field field, double factor, boolean ratio) {
    double mostRatio = field.name().equals("DCGM_FI_DEV_FAN_SPEED") ? MOST_FAN_RATIO : MOST_RATIO;
    return new FieldName(field.name(), field, factor, ratio ? mostRatio : Double.POSITIVE_INFINITY);
  }

  private static double usualHigh(Field field, double factor) {
    double leastBlank;
    if (field == null) {
      leastBlank = Blanks.FP64;
    } else if (field.kind() == Kind.STATE && field.text().hasBits()) {
      leastBlank = Blanks.INT32;
    } else if (isCode(field)) {
      leastBlank = Blanks.LEAST_OF_INT32;
    } else {
      leastBlank = leastBlank(field, factor);
    }
    double max = field == null ? Double.POSITIVE_INFINITY : field.bounds().max() / factor;
    return Math.min(max, Math.nextDown(leastBlank));
  }

  /** Whether its numbers are small: of states, or without a unit and no count. */
  private static boolean isCode(Field field) {
    return field.kind() == Kind.STATE
        || (field.kind() == Kind.GAUGE && field.unit().isEmpty() && field.type().startsWith("int"));
  }

  /** Of numbers that have no bound: a base unit is told as a double. */
  private static double leastBlank(Field field, double factor) {
    boolean isDouble = field.type().equals("double") || factor > 1;
    return isDouble ? Blanks.LEAST_OF_FP64 : Blanks.LEAST_OF_INT64;
  }

  /** The canonical name; the name itself where no field has it. */
  public String metric() {
    return metric;
  }

  /** The field, where one has this name. */
  public Optional<Field> field() {
    return Optional.ofNullable(field);
  }

  /** Whether its numbers are masks, each bit of which says something. */
  public boolean isMask() {
    return field != null && field.text().hasBits();
  }

  /** Whether a word is the unit of the numbers. */
  public boolean isUnit(String word) {
    return field != null && factor == 1 && FieldNames.isUnit(word, field.unit());
  }

  /** Whether the number needs no closer look. */
  public boolean isUsual(double number) {
    return number >= usualLow && number <= usualHigh;
  }

  /** What a number that is not blank is worth under the canonical name. */
  public double value(double number) {
    return factor == 1 || number > most ? number : Scale.multiply(number, factor);
  }

  /** Whether the number says that there is no value. */
  public boolean isBlank(double number) {
    if (isUsual(number)) {
      return false;
    } else if (field == null) {
      return Blanks.isOfUnknown(number);
    } else if (field.bounds().hasMax()) {
      return number >= Blanks.LEAST_OF_FP64 || Blanks.isInt32(number);
    } else if (field.kind() == Kind.STATE && field.text().hasBits()) {
      return Blanks.isExactInt32(number) || number >= leastBlank(field, factor);
    } else if (isCode(field) && Blanks.isInt32(number)) {
      return true;
    }
    return number >= leastBlank(field, factor);
  }

  /** Why a value under the canonical name cannot be; empty when it can. */
  public Optional<String> fault(double value) {
    return field == null || field.bounds().hold(value)
        ? Optional.empty()
        : Optional.of(fault(field, value));
  }

  private static String fault(Field field, double value) {
    boolean low = value < field.bounds().min();
    long bound = (long) (low ? field.bounds().min() : field.bounds().max());
    String unit = field.unit().isEmpty() ? "" : " " + field.unit();
    return low
        ? "the value is below " + bound + unit + ", the least that " + field.name() + " can be"
        : "the value is above " + bound + unit + ", the most that " + field.name() + " can be";
  }
}
