package nexus.telemetry.capture.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;

/**
 * Knows JSON: answers of Prometheus's API. Other JSON is told so by what reads it, {@link
 * JsonRows}.
 */
public final class PrometheusJson implements Recognizer {

  private static final Pattern BEGINNING =
      Pattern.compile("\\s*(\\{\\s*(\"[^\"]*\"\\s*(:|\\z)|\\}|\\z)|\\[\\s*([\\[{\\]]|\\z))");

  /** Characters that show whether a file is JSON. */
  private static final int ENOUGH = 1000;

  @Override
  public Optional<Shape> recognize(Head head, Given given) {
    int mark = head.markBytes();
    int length = Math.min(ENOUGH, head.bytes().length - mark);
    String beginning = new String(head.bytes(), mark, length, StandardCharsets.UTF_8);
    if (!given.columns().isEmpty() || !BEGINNING.matcher(beginning).lookingAt()) {
      return Optional.empty();
    }
    CsvHeader header = LabelledRows.header(Dialect.MADE, null, given);
    return Optional.of(new Shape(Kind.PROMETHEUS_JSON, header, 0, mark).through(JsonRows::new));
  }
}
