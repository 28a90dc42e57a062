package nexus.telemetry.csv.numbers;

import java.util.List;
import java.util.regex.Pattern;

/** Says of a value that is spelled in no way that is read what it looks like. */
public final class OtherNumbers {

  private static final String NONE = "the value is no finite number";

  /** Longest text that is looked at. */
  private static final int LONGEST = 256;

  /** What a text looks like that matches a pattern. */
  private record Look(Pattern pattern, String words) {
    Look(String pattern, String words) {
      this(Pattern.compile(pattern), words);
    }
  }

  private static final List<Look> LOOKS =
      List.of(
          new Look("[=@].*", "a spreadsheet's formula: save the file with its values"),
          new Look("#[^\\s]+[!?]", "a spreadsheet's error"),
          new Look("(?i)[-+]?(\u221E|inf(inity)?)", "infinity"),
          new Look("[-+]?[\\d.]+[eE][-+]?\\d{3,}", "one larger than any that can be kept"),
          new Look(
              "[-+]?\\d+([ ,.'_\u2019\u00A0\u202F]\\d+)+",
              "one with separators that do not stand before every three digits: write it without"
                  + " them"),
          new Look("[\u2212\u2013\u2014][\\d.,]+", "one with a dash for its minus sign: write -"),
          new Look("\\d{4}[-/]\\d\\d[-/]\\d\\d.*|\\d{1,2}:\\d\\d.*", "a time"),
          new Look("[-+]?[\\d.,]*\\d ?[^\\d\\s.,].*", "one with a unit that its metric has not"),
          new Look(".*[\\p{Nd}&&[^0-9]].*", "one in other digits than 0 to 9"));

  private OtherNumbers() {}

  /** The reason to reject it. */
  public static String reason(String text) {
    if (text.length() > LONGEST) {
      return NONE;
    }
    return LOOKS.stream()
        .filter(look -> look.pattern().matcher(text).matches())
        .findFirst()
        .map(look -> NONE + "; it looks like " + look.words())
        .orElse(NONE);
  }
}
