package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an ingest became, in words. */
final class Ledger {

  private Ledger() {}

  /**
   * {@code 2,520 values accepted, 0 missing, 0 rejected}; where there are some, also how many were
   * older than the retention, and too large to be kept to the last digit.
   */
  static String counts(long accepted, long missing, long rejected, long expired, long inexact) {
    return Units.counted(accepted, "value")
        + " accepted, "
        + Units.count(missing)
        + " missing, "
        + Units.count(rejected)
        + " rejected"
        + (expired == 0 ? "" : ", " + Units.count(expired) + " older than the retention")
        + (inexact == 0 ? "" : ", " + Units.count(inexact) + " not to the last digit");
  }

  /** As above, of the server's answer. */
  static String counts(JsonNode result) {
    return counts(
        Fields.number(result, "accepted"),
        Fields.number(result, "missing"),
        Fields.number(result, "rejected"),
        Fields.number(result, "expired"),
        Fields.number(result, "inexact"));
  }

  /** An upload's counts, and its first rejected rows. */
  static List<String> lines(String name, JsonNode result, double seconds, int mostRejects) {
    List<String> lines = new ArrayList<>();
    lines.add(
        name
            + ": "
            + Units.counted(Fields.number(result, "rows"), "row")
            + ", "
            + counts(result)
            + String.format(Locale.ROOT, " in %.2f s", seconds)
            + (result.path("alreadyIngested").asBoolean() ? " (ingested before)" : ""));
    lines.addAll(rejects(result, mostRejects));
    return lines;
  }

  /** The first rejected rows: line, reason, and the row itself. */
  static List<String> rejects(JsonNode result, int most) {
    List<String> lines = new ArrayList<>();
    for (JsonNode row : result.path("rejects")) {
      if (lines.size() == most) {
        lines.add("  …");
        break;
      }
      lines.add("  line " + row.path("line").asText() + ": " + Fields.text(row, "reason"));
    }
    return lines;
  }
}
