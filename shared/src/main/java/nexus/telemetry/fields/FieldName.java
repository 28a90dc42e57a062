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

  /** The last unit that was asked for, as a file says the same one row after row. */
  private record InUnit(String word, Optional<FieldName> name) {
    boolean is(char[] text, int from, int to) {
      if (to - from != word.length()) {
        return false;
      }
      for (int i = 0; i < word.length(); i++) {
        if (text[from + i] != word.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private final String metric;
  private final Field field;

  /** The unit that the name says, where no field has it; null where it says none. */
  private final String ownUnit;

  private final double factor;
  private final double most;
  private final double usualLow;
  private final double usualHigh;
  private volatile InUnit last;

  private FieldName(String metric, Field field, String ownUnit, double factor, double most) {
    this.metric = metric;
    this.field = field;
    this.ownUnit = ownUnit;
    this.factor = factor;
    this.most = most;
    this.usualLow = field == null ? Double.NEGATIVE_INFINITY : field.bounds().min() / factor;
    this.usualHigh = Math.min(most, usualHigh(field, factor));
  }

  /** The name of no field: numbers are what they are. */
  static FieldName unknown(String name) {
    return unknown(name, null);
  }

  /** The name of no field, whose numbers are in a unit. */
  static FieldName unknown(String name, String unit) {
    return new FieldName(name, null, unit, 1, Double.POSITIVE_INFINITY);
  }

  /** A name of a field, whose numbers are multiplied by a factor. */
  static FieldName of(Field field, double factor, boolean ratio) {
    double mostRatio = field.name().equals("DCGM_FI_DEV_FAN_SPEED") ? MOST_FAN_RATIO : MOST_RATIO;
    double most = ratio ? mostRatio : Double.POSITIVE_INFINITY;
    return new FieldName(field.name(), field, null, factor, most);
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
    return unitFactor(word) == factor;
  }

  /**
   * What a number in the unit {@code word} is multiplied with to be in the field's own; NaN when it
   * is none of its units. A name that no field has knows a unit only if it says one itself.
   */
  public double unitFactor(String word) {
    Optional<FieldName> name = inUnit(word);
    return name.isPresent() ? name.get().factor : Double.NaN;
  }

  /**
   * The same name for numbers that are in the unit {@code word}, whatever unit the name itself has;
   * empty when it is none of its units.
   */
  public Optional<FieldName> inUnit(String word) {
    InUnit known = last;
    if (known == null || !known.word().equals(word)) {
      known = new InUnit(word, Optional.ofNullable(converted(word)));
      last = known;
    }
    return known.name();
  }

  /** Likewise, of a word within a text: without a copy of it while it is the same one. */
  public Optional<FieldName> inUnit(char[] text, int from, int to) {
    InUnit known = last;
    return known != null && known.is(text, from, to)
        ? known.name()
        : inUnit(new String(text, from, to - from));
  }

  private FieldName converted(String word) {
    double converts = factorOf(word);
    if (Double.isNaN(converts)) {
      return null;
    } else if (field == null) {
      return new FieldName(metric, null, ownUnit, converts, Double.POSITIVE_INFINITY);
    }
    return of(field, converts, converts == 100);
  }

  private double factorOf(String word) {
    if (field != null) {
      return Units.factor(word, field.unit());
    } else if (ownUnit == null) {
      return Double.NaN;
    }
    return word.equals(ownUnit) ? 1 : Units.factor(word, ownUnit);
  }

  /**
   * The number of a state that is told as a word, as nvidia-smi does: {@code Enabled}, {@code Not
   * Active}, {@code P0}; NaN when it is none of the field's.
   */
  public double state(String word) {
    return field == null ? Double.NaN : StateWords.number(field, word);
  }

  /** Whether the number needs no closer look. */
  public boolean isUsual(double number) {
    return number >= usualLow && number <= usualHigh;
  }

  /** What its numbers are multiplied with; 1 where they are what they are. */
  public double factor() {
    return factor;
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
