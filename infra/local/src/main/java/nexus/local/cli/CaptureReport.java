package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server sees in a file, for people: its kind, its columns, and what is missing. */
final class CaptureReport {

  /** Columns that are listed; a wide file has more than anybody reads. */
  private static final int MOST_COLUMNS = 40;

  /** Parameters that this command line has options for, of the same names. */
  static final Set<String> OPTIONS =
      Set.of("cluster", "host", "gpu", "tz", "metric", "time", "interval", "columns");

  private static final Pattern PARAMETER =
      Pattern.compile("(?<![\\w/?&.-])(" + String.join("|", OPTIONS) + ")=([\\p{Alnum}…'\"]?)");

  private CaptureReport() {}

  /** All of it; empty where the server said nothing. */
  static List<String> lines(JsonNode capture, int width, boolean colour) {
    List<String> lines = new ArrayList<>();
    if (capture.isObject()) {
      lines.add("looks like  " + kind(capture));
      lines.addAll(skipped(capture));
      lines.addAll(columns(capture.path("columns"), width, colour));
      for (JsonNode one : capture.path("missing")) {
        lines.add("missing     " + Fields.text(one, "what") + mend(Fields.text(one, "mend")));
      }
    }
    return lines;
  }

  /** The lines above the rows that the server passed over. */
  static List<String> skipped(JsonNode capture) {
    List<String> lines = new ArrayList<>();
    for (JsonNode one : capture.path("skipped")) {
      lines.add("passed over line " + one.path("line").asInt() + ": " + Fields.text(one, "text"));
    }
    return lines;
  }

  /** {@code CSV of nvidia-smi --query-gpu, separated by commas, UTF-8}. */
  static String kind(JsonNode capture) {
    String separator = separator(capture.path("separator").asText(""));
    String encoding = Fields.text(capture, "encoding");
    return Fields.text(capture, "looksLike")
        + (separator.isEmpty() ? "" : ", separated by " + separator)
        + (encoding.isEmpty() ? "" : ", " + encoding);
  }

  private static String separator(String separator) {
    return switch (separator) {
      case "" -> "";
      case "," -> "commas";
      case ";" -> "semicolons";
      case "\t" -> "tabs";
      default -> separator.isBlank() ? "blanks" : Fields.plain(separator);
    };
  }

  /** What each column was taken for; empty where there are none. */
  private static List<String> columns(JsonNode columns, int width, boolean colour) {
    Table table = new Table("COLUMN", "AS", "TAKEN FOR", "NEAREST NAME");
    int listed = 0;
    for (JsonNode column : columns) {
      if (listed++ == MOST_COLUMNS) {
        break;
      }
      table.row(
          Fields.text(column, "name"),
          as(Fields.text(column, "as")),
          Fields.text(column, "takenFor") + unit(column),
          Fields.text(column, "nearest"));
    }
    if (table.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(table.lines(width, colour));
    if (columns.size() > MOST_COLUMNS) {
      lines.add("… and " + Units.counted(columns.size() - MOST_COLUMNS, "more column"));
    }
    return lines;
  }

  /** {@code in MiB, numbers × 1024}; empty where nothing is known of units. */
  private static String unit(JsonNode column) {
    String unit = Fields.text(column, "unit");
    double factor = column.path("factor").asDouble(1);
    return (unit.isEmpty() ? "" : " in " + unit)
        + (factor == 1
            ? ""
            : ", numbers × " + BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString());
  }

  private static Table.Cell as(String as) {
    Style style =
        switch (as) {
          case "unknown" -> Style.YELLOW;
          case "ignored" -> Style.DIM;
          default -> Style.PLAIN;
        };
    return new Table.Cell(as.isEmpty() ? "-" : as, style);
  }

  private static String mend(String mend) {
    return mend.isEmpty() ? "" : ": give " + option(mend);
  }

  /** {@code host=node01} as this command line has it, also within words: {@code --host node01}. */
  static String option(String mend) {
    Matcher one = PARAMETER.matcher(mend);
    if (one.lookingAt() && !one.find() && !mend.contains(", ") && !mend.contains(" where ")) {
      int equals = mend.indexOf('=');
      return "--" + mend.substring(0, equals) + " " + quoted(mend.substring(equals + 1));
    }
    return options(mend);
  }

  /** The parameters within a sentence as options: {@code give tz=} is {@code give --tz}. */
  static String options(String sentence) {
    return PARAMETER
        .matcher(sentence)
        .replaceAll(
            found ->
                "--" + found.group(1) + (found.group(2).isEmpty() ? "" : " " + found.group(2)));
  }

  private static String quoted(String value) {
    return value.matches("[\\w.,:/+@%-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
