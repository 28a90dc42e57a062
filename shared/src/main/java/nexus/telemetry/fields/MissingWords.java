package nexus.telemetry.fields;

import java.util.Locale;
import java.util.Set;

/**
 * Texts by which tools say that there is no value: DCGM's blank strings, what nvidia-smi prints,
 * and what spreadsheets, databases and programming languages write for nothing. Case does not
 * count.
 */
public final class MissingWords {

  private static final Set<String> WORDS =
      Set.of(
          // DCGM
          "<<<null>>>",
          "<<<not_found>>>",
          "<<<not_supported>>>",
          "<<<not_perm>>>",
          // nvidia-smi, with and without its brackets
          "n/a",
          "not supported",
          "not found",
          "unknown error",
          "function not found",
          "requested functionality has been deprecated",
          "unknown",
          "gpu is lost",
          "gpu requires reset",
          "insufficient permissions",
          "no data",
          "err!",
          // everybody else
          "-",
          "--",
          "nan",
          "-nan",
          "+nan",
          "na",
          "<na>",
          "#n/a",
          "nat",
          "null",
          "(null)",
          "<null>",
          "nil",
          "<nil>",
          "none",
          "<none>",
          "\\n");

  private static final int LONGEST =
      WORDS.stream().mapToInt(String::length).max().orElseThrow() + "[]".length();

  private MissingWords() {}

  /** Whether the text, without blanks around it, is empty or a word for no value. */
  public static boolean is(char[] text, int from, int to) {
    return from == to
        || (to - from <= LONGEST && !isDigit(text[from]) && is(new String(text, from, to - from)));
  }

  /** No word begins with one. */
  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether the text, without blanks around it, is empty or a word for no value. */
  public static boolean is(String text) {
    if (text.length() > LONGEST) {
      return text.isBlank();
    }
    String word = text.strip().toLowerCase(Locale.ROOT);
    boolean bracketed = word.startsWith("[") && word.endsWith("]") && word.length() > 1;
    String bare = bracketed ? word.substring(1, word.length() - 1).strip() : word;
    return word.isEmpty() || WORDS.contains(bare);
  }
}
