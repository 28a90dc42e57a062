package nexus.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The application's answers as lines for a terminal. */
public final class Report {

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final List<String> COLUMNS = List.of("count", "avg", "min", "max", "p50", "p95");

  private Report() {}

  /** {@code 2,520}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with at most three decimals and no zeros at its end. */
  public static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  /** {@code 1.2 MB}. */
  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** What an upload became: accepted, missing, rejected and expired values, first rejected rows. */
  static List<String> ledger(JsonNode ingest) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%s values accepted, %s missing, %s rejected%s",
            count(ingest.path("accepted").asLong()),
            count(ingest.path("missing").asLong()),
            count(ingest.path("rejected").asLong()),
            expired(ingest.path("expired").asLong())));
    for (JsonNode reject : ingest.path("rejects")) {
      if (lines.size() > 5) {
        lines.add("  …");
        break;
      }
      lines.add(
          String.format(
              "  line %s: %s", reject.path("line").asText(), reject.path("reason").asText()));
    }
    return lines;
  }

  private static String expired(long values) {
    return values == 0 ? "" : ", " + count(values) + " older than the retention";
  }

  /** One line for each metric of {@code clusterStats}. */
  static List<String> table(JsonNode metrics) {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(String.format("%-28s", "metric"));
    COLUMNS.forEach(column -> head.append(String.format("%12s", column)));
    lines.add(head.toString());
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      StringBuilder line = new StringBuilder(String.format("%-28s", metric.getKey()));
      for (String column : COLUMNS) {
        line.append(String.format("%12s", number(metric.getValue().path(column).asDouble())));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /**
   * The values as a row of bars from the lowest to the highest; more than {@code width} values are
   * averaged in groups of one size.
   */
  static String spark(List<Double> values, int width) {
    int group = Math.max(1, (values.size() + width - 1) / width);
    List<Double> points = new ArrayList<>();
    for (int from = 0; from < values.size(); from += group) {
      List<Double> part = values.subList(from, Math.min(values.size(), from + group));
      points.add(part.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    }
    double low = points.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = points.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double point : points) {
      double share = high > low ? (point - low) / (high - low) : 0;
      line.append(BARS.charAt((int) Math.round(share * (BARS.length() - 1))));
    }
    return line.toString();
  }

  /** {@code [#####-----] 50 % 0.5 of 1.0 MB}. */
  static String bar(long done, long total) {
    int width = 40;
    int percent = total == 0 ? 100 : (int) (100 * done / total);
    int full = width * percent / 100;
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %.1f of %s",
        "#".repeat(full),
        "-".repeat(width - full),
        percent,
        done / 1e6,
        size(total));
  }
}
