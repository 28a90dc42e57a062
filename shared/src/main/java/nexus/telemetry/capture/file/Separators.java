package nexus.telemetry.capture.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.csv.CsvHeader;

/** What may stand between the fields of a row, and what may stand above the first one. */
public final class Separators {

  /** Those that are looked for. */
  public static final List<Character> ALL = List.of(',', ';', '\t', '|');

  private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\"?sep=(.)\"?");

  private Separators() {}

  /** Matches a line that names the separator, which is group 1. */
  public static Matcher told(String line) {
    return SEPARATOR_LINE.matcher(line.strip());
  }

  /** The first line that may be a header. */
  public static int firstLine(Head head) {
    int line = 0;
    while (line < head.lines().size() && isBefore(head.lines().get(line).text())) {
      line++;
    }
    return line;
  }

  /** Whether the line says nothing that anybody would miss. */
  static boolean isSilent(String line) {
    return line.isBlank() || SEPARATOR_LINE.matcher(line.strip()).matches();
  }

  /** Whether the line may stand before a header. */
  public static boolean isBefore(String line) {
    return isSilent(line) || isRemark(line.strip());
  }

  private static boolean isRemark(String line) {
    if (!line.startsWith("#")) {
      return false;
    }
    for (char separator : ALL) {
      if (split(line.substring(1), separator).stream().filter(CsvHeader::isName).count() > 1) {
        return false;
      }
    }
    return true;
  }

  /** The fields of a row, blanks around them cut off; all of it where its quotes are wrong. */
  public static List<String> split(String line, char separator) {
    try {
      return CsvReader.builder()
          .fieldSeparator(separator)
          .ofSingleCsvRecord(line)
          .getFields()
          .stream()
          .map(String::strip)
          .toList();
    } catch (CsvParseException e) {
      return List.of(line);
    }
  }
}
