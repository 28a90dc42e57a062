package nexus.functions.api;

/**
 * How many bytes an answer can take as JSON that is itself a text within JSON, as on Lambda: upper
 * bounds, told without writing it.
 */
public final class AnswerSize {

  /** The members of the longest entry of a list with a quote each, a time and a number. */
  private static final long ROW = 400;

  /** A character of free text at worst: an escape of six characters, whose backslash is doubled. */
  private static final int CHARACTER = 7;

  private AnswerSize() {}

  /** An entry of a list that holds these texts, besides names of members, a time and a number. */
  public static long ofRow(String... texts) {
    return ROW + ofTexts(texts);
  }

  /** Texts of any characters, without what stands around them. */
  public static long ofTexts(String... texts) {
    long bytes = 0;
    for (String text : texts) {
      bytes += (long) CHARACTER * text.length();
    }
    return bytes;
  }

  /** JSON that needs no escape but of its quotes. */
  public static long ofJson(String json) {
    return json.length() + json.chars().filter(c -> c == '"').count();
  }
}
