package nexus.telemetry.capture.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Recognizer;
import nexus.telemetry.capture.file.Separators;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.capture.series.NoFields;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.LineFormat;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.InvalidInputException;

/**
 * Knows the CSV that Grafana downloads where series are told by their names: a column each, or one
 * below the other. Where labels are columns it is like any other CSV.
 */
public final class Grafana implements Recognizer {

  private static final char[] SEPARATORS = {',', ';', '\t'};

  private static final Missing GPU =
      new Missing(
          "index or UUID of the GPU",
          "columns",
          "a file whose series are named by their labels, such as {Hostname=\"node01\", gpu=\"0\"}:"
              + " Grafana writes that where the legend is verbose");

  @Override
  public Optional<Shape> recognize(Head head, Given given) {
    List<Head.Line> lines = head.lines();
    int line = 0;
    while (line < lines.size() && Separators.isBefore(lines.get(line).text())) {
      line++;
    }
    if (line == lines.size() || !given.columns().isEmpty()) {
      return Optional.empty();
    }
    for (char separator : SEPARATORS) {
      Optional<Shape> shape = recognize(lines, line, separator, given);
      if (shape.isPresent()) {
        return shape;
      }
    }
    return Optional.empty();
  }

  private static Optional<Shape> recognize(
      List<Head.Line> lines, int line, char separator, Given given) {
    List<String> names;
    try {
      names = Cells.of(lines.get(line).text(), separator);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
    int headBytes = lines.get(line).end();
    Dialect dialect = new Dialect(separator);
    if (GrafanaLong.isHeader(names)) {
      CsvHeader header =
          LabelledRows.header(dialect, () -> new GrafanaLong(names, separator), given);
      boolean known = hasGpu(lines.subList(line + 1, lines.size()), names, separator);
      return Optional.of(
          new Shape(Kind.GRAFANA_LONG, header, line + 1, headBytes)
              .described(longColumns(names), known ? List.of() : List.of(GPU)));
    }
    Optional<GrafanaSeries.Header> series = GrafanaSeries.Header.of(names);
    if (series.isPresent()) {
      List<Missing> lacking = series.get().hasGpus() ? List.of() : List.of(GPU);
      return Optional.of(series(series.get(), lacking, separator, line + 1, headBytes, given));
    }
    return GrafanaNames.of(names, given)
        .map(
            shown ->
                series(
                    shown.header(), shown.lacking(given), separator, line + 1, headBytes, given));
  }

  private static Shape series(
      GrafanaSeries.Header columns,
      List<Missing> lacking,
      char separator,
      int lines,
      int bytes,
      Given given) {
    CsvHeader header =
        LabelledRows.header(
            new Dialect(separator), () -> new GrafanaSeries(columns, separator), given);
    return new Shape(Kind.GRAFANA_SERIES, header, lines, bytes)
        .described(seriesColumns(columns, given), lacking);
  }

  /** Whether a row, of those looked at, is of a series that names a GPU; or there is none. */
  private static boolean hasGpu(List<Head.Line> rows, List<String> names, char separator) {
    LineFormat format = new GrafanaLong(names, separator);
    List<LineFormat.Line> read =
        rows.stream().map(row -> read(format, row.text())).filter(Objects::nonNull).toList();
    return read.contains(LineFormat.Line.ROW) || !read.contains(LineFormat.Line.IGNORED);
  }

  /** What a line is; null where it is none, which is said when it is rejected. */
  private static LineFormat.Line read(LineFormat format, String line) {
    try {
      return format.read(line, NoFields.INSTANCE);
    } catch (InvalidInputException e) {
      return null;
    }
  }

  private static List<CaptureReport.Column> longColumns(List<String> names) {
    return names.stream()
        .map(
            name ->
                switch (name.charAt(0) | 0x20) {
                  case 's' -> new CaptureReport.Column(name, "labels_raw", "label", null);
                  case 't' -> new CaptureReport.Column(name, "timestamp", "time", null);
                  default -> new CaptureReport.Column(name, "value", "value", null);
                })
        .toList();
  }

  private static List<CaptureReport.Column> seriesColumns(
      GrafanaSeries.Header header, Given given) {
    List<CaptureReport.Column> columns = new ArrayList<>();
    for (int i = 0; i < header.names().size(); i++) {
      String name = header.names().get(i);
      SeriesTitle title = header.gpu(i);
      if (i == header.time()) {
        columns.add(new CaptureReport.Column(name, "timestamp", "time", null));
      } else if (title == null) {
        columns.add(new CaptureReport.Column(name, null, "unknown", null));
      } else {
        String taken = title.metric().isEmpty() ? given.metric() : title.metric();
        String canonical = taken == null ? null : Fields.canonical(taken);
        columns.add(new CaptureReport.Column(name, canonical, "metric", null));
      }
    }
    return columns;
  }
}
