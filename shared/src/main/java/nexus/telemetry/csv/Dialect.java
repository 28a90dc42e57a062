package nexus.telemetry.csv;

/**
 * How the fields of a row are told apart.
 *
 * @param separator stands between fields
 */
public record Dialect(char separator) {

  /** Commas between fields. */
  public static final Dialect CSV = new Dialect(',');

  /** Whether a comma may stand in numbers where others have a point, as in some spreadsheets. */
  boolean decimalComma() {
    return separator == ';';
  }
}
