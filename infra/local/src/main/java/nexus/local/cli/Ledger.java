package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
            Fields.number(result, "inexact"))
        + replaced(Fields.number(result, "replaced"));
  }

  /** What another row of the same series and time took the place of; empty where nothing is. */
  static String replaced(long replaced) {
    return replaced == 0
        ? ""
        : ", " + Units.count(replaced) + " replaced by another of the same series and time";
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
            + (result.path("dryRun").asBoolean()
                ? "; nothing is stored"
                : String.format(Locale.ROOT, " in %.2f s", seconds))
            + (result.path("alreadyIngested").asBoolean() ? " (ingested before)" : ""));
    lines.addAll(ignored(result));
    lines.addAll(rejects(result, mostRejects));
    return lines;
  }

  /** What belongs to no field that is known, in one line; none where there is nothing. */
  static List<String> ignored(JsonNode result) {
    long ignored = Fields.number(result, "ignored");
    if (ignored == 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    result.path("ignoredNames").forEach(name -> names.add(Fields.plain(name.asText())));
    return List.of(
        "  ignored: "
            + Units.counted(ignored, "value")
            + " of no field that is known"
            + (names.isEmpty() ? "" : ": " + String.join(", ", names)));
  }

  /**
   * The first rejected rows, line and reason; then how many they are, where there may be more. A
   * row is listed as often as it has values that were rejected one by one.
   */
  static List<String> rejects(JsonNode result, int most) {
    List<String> lines = new ArrayList<>();
    Set<String> rows = new HashSet<>();
    for (JsonNode row : result.path("rejects")) {
      if (lines.size() == most) {
        break;
      }
      rows.add(row.path("line").asText());
      lines.add(
          "  line "
              + row.path("line").asText()
              + ": "
              + CaptureReport.options(Fields.text(row, "reason")));
    }
    long rejected = Fields.number(result, "rejected");
    if (!lines.isEmpty() && rejected > lines.size()) {
      lines.add(
          "  (%s shown; %s rejected in all)"
              .formatted(Units.counted(rows.size(), "row"), Units.counted(rejected, "value")));
    }
    return lines;
  }

  /**
   * What somebody should hear who looks at nothing else: that nothing was accepted, or that more
   * than one value in a hundred was rejected; null where all is well.
   */
  static String warning(long values, long accepted, long rejected) {
    if (accepted == 0) {
      return "no value was accepted";
    }
    return rejected * 100 <= values
        ? null
        : String.format(
            Locale.ROOT,
            "%s of %s rejected (%.1f %%)",
            Units.count(rejected),
            Units.counted(values, "value"),
            100.0 * rejected / values);
  }
}
