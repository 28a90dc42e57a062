package nexus.telemetry.capture.grafana;

import java.util.ArrayList;
import java.util.List;
import nexus.telemetry.capture.series.SeriesText;
import nexus.telemetry.model.InvalidInputException;

/** Splits a line of CSV into its cells. (RFC 4180.) */
final class Cells {

  private Cells() {}

  /**
   * The cells, blanks around them cut off.
   *
   * @throws InvalidInputException when a quote is not closed, or text follows a closed one
   */
  static List<String> of(String line, char separator) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      if (at < line.length() && line.charAt(at) == separator) {
        cells.add("");
        at++;
        continue;
      }
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      int end = quoted ? closing(line, at + 1) + 1 : next(line, at, separator);
      if (end < line.length() && line.charAt(end) != separator) {
        throw SeriesText.malformed("text follows a closed quote");
      }
      String cell = quoted ? line.substring(at + 1, end - 1) : line.substring(at, end);
      cells.add(quoted ? cell.replace("\"\"", "\"").strip() : cell.strip());
      at = end + 1;
    }
    return cells;
  }

  private static int next(String line, int from, char separator) {
    int end = line.indexOf(separator, from);
    return end < 0 ? line.length() : end;
  }

  /** Where the quote is that closes the one before {@code from}. */
  private static int closing(String line, int from) {
    int at = line.indexOf('"', from);
    while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == '"') {
      at = line.indexOf('"', at + 2);
    }
    if (at < 0) {
      throw SeriesText.malformed("a quote is not closed");
    }
    return at;
  }
}
