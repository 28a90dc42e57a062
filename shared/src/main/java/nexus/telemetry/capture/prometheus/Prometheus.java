package nexus.telemetry.capture.prometheus;

import static nexus.telemetry.csv.LineFormat.Line.NOTHING;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.PeekedStream;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.capture.series.NoFields;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.LineFormat;
import nexus.telemetry.model.InvalidInputException;

/**
 * Knows what Prometheus scrapes: its text format 0.0.4 and OpenMetrics 1.0.
 *
 * <p>The first line that is blank no more decides: a heading of a family, or a series with its
 * labels, however the line goes on; its name may be one of these, as promtool dumps it. A line such
 * as {@code name 5} may be anything: those behind it decide, or that the dictionary knows the name,
 * or that there are no other lines.
 */
public final class Prometheus implements Recognizer {

  private static final Pattern HEADING = Pattern.compile("# +(HELP|TYPE|UNIT) +\\S");
  private static final Pattern SERIES =
      Pattern.compile(
          "[A-Za-z_:][A-Za-z0-9_:]*\\s*\\{|\\{\\s*\"[^\"]*\"\\s*[,}]"
              + "|\\{\\s*[A-Za-z_][A-Za-z0-9_]*\\s*=\\s*\"");

  /** Lines of samples without labels that are no chance. */
  private static final int ENOUGH = 3;

  @Override
  public Optional<Shape> recognize(Head head, Given given) {
    if (!given.columns().isEmpty() || !isPrometheus(head)) {
      return Optional.empty();
    }
    CsvHeader header = LabelledRows.header(Dialect.CSV, PrometheusLines::new, given);
    return Optional.of(new Shape(Kind.PROMETHEUS, header, 0, head.markBytes()));
  }

  private static boolean isPrometheus(Head head) {
    LineFormat lines = new PrometheusLines();
    boolean known = false;
    int samples = 0;
    for (Head.Line one : head.lines()) {
      String line = one.text().strip();
      if (HEADING.matcher(line).lookingAt() || SERIES.matcher(line).lookingAt()) {
        return true;
      }
      try {
        LineFormat.Line read = one.whole() ? lines.read(line, NoFields.INSTANCE) : NOTHING;
        known |= read == LineFormat.Line.ROW;
        samples += read == NOTHING ? 0 : 1;
      } catch (InvalidInputException e) {
        return known;
      }
    }
    return known || samples >= ENOUGH;
  }

  /** The first rows, or as much as is looked at: families that are ignored may be many lines. */
  public static Head firstRows(PeekedStream file) throws IOException {
    Head head = Head.large(file, Head.LARGE);
    return hasRow(head) ? head : Head.large(file, Head.MOST);
  }

  private static boolean hasRow(Head head) {
    LineFormat lines = new PrometheusLines();
    return head.lines().stream().anyMatch(line -> line.whole() && isRow(lines, line.text()));
  }

  private static boolean isRow(LineFormat lines, String line) {
    try {
      return lines.read(line, NoFields.INSTANCE) == LineFormat.Line.ROW;
    } catch (InvalidInputException e) {
      return false;
    }
  }
}
