package nexus.telemetry.live;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OTLP says of a metric besides its points.
 *
 * @param name its name
 * @param unit its unit, in the words of <a href="https://ucum.org/ucum">UCUM</a>; empty where it is
 *     not said
 * @param isDelta whether each point is what was added since the one before
 */
record OtlpMetric(String name, String unit, boolean isDelta) {

  /** The number of that in the enumeration AggregationTemporality. */
  static final int DELTA = 1;

  /** Longest word for a unit that is looked at. */
  private static final int LONGEST = 32;

  private static final Pattern BYTES = Pattern.compile("([kKMGT]i?)?By(/s)?");

  /**
   * The unit as the dictionary calls it: {@code By} is {@code B}, {@code Cel} is {@code C}, and
   * {@code 1} a ratio. What is counted, in braces, has none.
   */
  String unitWord() {
    String word = unit.strip();
    Matcher bytes = BYTES.matcher(word);
    if (word.startsWith("{")) {
      return "";
    } else if (word.length() > LONGEST) {
      return word.substring(0, LONGEST) + "…";
    } else if (bytes.matches()) {
      return word.replace("By", "B");
    }
    return switch (word) {
      case "1" -> "ratio";
      case "Cel" -> "C";
      case "W.h" -> "Wh";
      default -> word;
    };
  }
}
