package nexus.telemetry.csv.labels;

import nexus.telemetry.model.Sha256;

/**
 * What cannot be read of a row's labels, made the value of a label: so that rows which differ in it
 * are of two series.
 */
public final class UnreadLabels {

  /** The label of what has no key that can be read. */
  public static final String LABEL = "labels_raw";

  private static final int LONGEST = 64;
  private static final int BEGINNING = 40;
  private static final int HASH_DIGITS = 16;

  private UnreadLabels() {}

  /** Whether it may tell something: of brackets and commas alone nobody knows two. */
  public static boolean isSomething(String text) {
    return text.chars().anyMatch(Character::isLetterOrDigit);
  }

  /** The text; of a long one, or one with control characters, its beginning and a hash. */
  public static String value(String text) {
    if (text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    String beginning = text.substring(0, Math.min(text.length(), BEGINNING));
    return beginning.replaceAll("\\p{Cntrl}", " ")
        + "…"
        + Sha256.hex(text).substring(0, HASH_DIGITS);
  }
}
