package nexus.telemetry.capture;

import java.util.List;
import nexus.telemetry.csv.CsvHeader;

/** What is wrong with a line that should be a header, where it is seen. */
final class HeaderFaults {

  private HeaderFaults() {}

  /** A part of a sentence; empty where nothing is seen. */
  static String of(String line) {
    String text = line.strip();
    if (isHeader(inQuotes(text), ",")) {
      return "; all of the line stands in quotes: take them away, from each line";
    } else if (isHeader(text, "\\s+")) {
      return "; blanks stand between its columns: write commas, semicolons, tabs or bars there";
    }
    return "";
  }

  private static String inQuotes(String text) {
    boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : "";
  }

  private static boolean isHeader(String text, String separator) {
    List<String> names = List.of(text.split(separator, -1));
    return names.stream().filter(name -> CsvHeader.isName(name.strip())).count() > 1;
  }
}
