package nexus.telemetry.fields;

import java.util.List;

/**
 * A field of the dictionary.
 *
 * @param name the canonical name, under which samples are stored: the older one
 * @param newName what newer releases of DCGM call it; the same where they do not differ
 * @param aliases all names but the canonical one
 * @param id DCGM's number of the field
 * @param unit such as {@code %}, {@code W}, {@code MiB} or, of a fraction from 0 to 1, {@code
 *     ratio}; empty where it has none
 * @param kind what its values do
 * @param type DCGM's type: {@code int64}, {@code double}, {@code string}, {@code binary}; empty
 *     where that is not known
 * @param text what it is called and says for people
 * @param bounds least and greatest value
 * @param newFactor by which values under the new name are multiplied
 */
public record Field(
    String name,
    String newName,
    List<String> aliases,
    int id,
    String unit,
    Kind kind,
    String type,
    FieldText text,
    Bounds bounds,
    double newFactor) {

  /**
   * A bit of a mask.
   *
   * @param mask the number that has this bit alone
   * @param reason what it means
   */
  public record Bit(long mask, String reason) {}

  public Field {
    aliases = List.copyOf(aliases);
  }

  /** Its name for people. */
  public String shown() {
    return text.shown();
  }

  /** What it says, in a sentence. */
  public String help() {
    return text.help();
  }

  /** What each bit of a mask means; empty of all other fields. */
  public List<Bit> bits() {
    return text.bits();
  }

  /** The unit of values under the new name, which says it in its last word. */
  public String newUnit() {
    if (newFactor == 1) {
      return unit;
    }
    return switch (newName.replaceFirst("_TOTAL$", "").replaceFirst(".*_", "")) {
      case "BYTES" -> "B";
      case "JOULES" -> "J";
      case "SECONDS" -> "s";
      default -> "ratio";
    };
  }

  /** A value as it is told under the new name. */
  public double underNewName(double value) {
    return newFactor == 1 ? value : Scale.divide(value, newFactor);
  }
}
