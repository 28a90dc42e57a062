package nexus.telemetry.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.List;
import nexus.telemetry.csv.numbers.Decimals;
import nexus.telemetry.model.InvalidInputException;

/**
 * How the fields of a row are told apart, and how its numbers are written.
 *
 * @param separator stands between fields
 * @param decimals what may mark the decimals of numbers
 */
public record Dialect(char separator, Decimals decimals) {

  /** Commas between fields. */
  public static final Dialect CSV = new Dialect(',');

  /** Rows that a program made of something else: tabs between fields. */
  public static final Dialect MADE = new Dialect('\t', Decimals.POINT);

  /** What people and their tools write with that character between fields. */
  public Dialect(char separator) {
    this(separator, of(separator));
  }

  private static Decimals of(char separator) {
    return switch (separator) {
      case ',' -> Decimals.POINT;
      case ';' -> Decimals.COMMA;
      default -> Decimals.EITHER;
    };
  }

  /** Whether a comma may stand in numbers where others have a point. */
  boolean mayHaveDecimalComma() {
    return decimals != Decimals.POINT;
  }

  /**
   * The names of the columns that a line tells.
   *
   * @throws InvalidInputException with field {@code csv} when it is no one line of CSV
   */
  List<String> names(String line) {
    try {
      return CsvReader.builder()
          .fieldSeparator(separator)
          .allowUnclosedQuote(false)
          .ofSingleCsvRecord(line.startsWith("#") ? line.substring(1) : line)
          .getFields()
          .stream()
          .map(String::strip)
          .toList();
    } catch (CsvParseException e) {
      throw new InvalidInputException(
          "csv", "the header is not one line of CSV: " + e.getMessage());
    }
  }
}
