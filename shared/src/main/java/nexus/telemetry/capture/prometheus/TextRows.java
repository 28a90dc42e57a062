package nexus.telemetry.capture.prometheus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.capture.series.LiveRows;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.model.InvalidInputException;

/** Lines of a text as Prometheus scrapes it, 0.0.4 or OpenMetrics 1.0, from a live sender. */
public final class TextRows {

  private static final BytePattern LABEL = new BytePattern("cluster=");
  private static final Pattern CLUSTER = Pattern.compile("[{,\\s]cluster=\"([^\"]*)\"");

  private TextRows() {}

  /**
   * The lines of each cluster. Those of others are blank, so that a line keeps its number.
   *
   * @param text UTF-8
   * @param given what they leave unsaid, the time of those without one among it
   * @throws InvalidInputException when a cluster is no name
   */
  public static LiveRows of(byte[] text, Clusters clusters, Given given) {
    Map<String, CsvPiece> pieces = new LinkedHashMap<>();
    if (clusters.given().isPresent() || LABEL.indexIn(text, 0) < 0) {
      if (text.length > 0) {
        pieces.put(clusters.of(""), new CsvPiece(0, text.length, text, text.length));
      }
    } else {
      split(text, clusters).forEach((name, lines) -> pieces.put(name, piece(lines.toByteArray())));
    }
    return new LiveRows(
        LabelledRows.header(Dialect.CSV, PrometheusLines::new, given), pieces, Ignored.NONE);
  }

  private static CsvPiece piece(byte[] lines) {
    return new CsvPiece(0, lines.length, lines, lines.length);
  }

  private static Map<String, ByteArrayOutputStream> split(byte[] text, Clusters clusters) {
    Map<String, ByteArrayOutputStream> lines = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    int number = 0;
    int from = 0;
    while (from < text.length) {
      int to = from;
      while (to < text.length && text[to] != '\n') {
        to++;
      }
      String line = new String(text, from, to - from, StandardCharsets.UTF_8);
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        Matcher label = CLUSTER.matcher(line);
        String cluster = clusters.of(label.find() ? label.group(1) : "");
        ByteArrayOutputStream of =
            lines.computeIfAbsent(cluster, name -> new ByteArrayOutputStream());
        clusters.checkCount(lines.size());
        for (int i = counts.getOrDefault(cluster, 0); i < number; i++) {
          of.write('\n');
        }
        of.write(text, from, to - from);
        of.write('\n');
        counts.put(cluster, number + 1);
      }
      number++;
      from = to + 1;
    }
    return lines;
  }
}
