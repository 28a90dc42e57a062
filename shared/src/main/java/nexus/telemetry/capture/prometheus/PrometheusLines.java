package nexus.telemetry.capture.prometheus;

import static nexus.telemetry.capture.series.SeriesText.malformed;

import nexus.telemetry.capture.series.Families;
import nexus.telemetry.capture.series.HardwareSeries;
import nexus.telemetry.capture.series.LabelledRows;
import nexus.telemetry.capture.series.SeriesText;
import nexus.telemetry.csv.LineFormat;
import nexus.telemetry.model.InvalidInputException;

/**
 * Lines of Prometheus's text format and of OpenMetrics.
 *
 * <pre>
 * line = series blanks value [ blanks time ] [ blanks "# {" exemplar ]
 * </pre>
 *
 * <p>Times are milliseconds in the one and seconds in the other; their digits tell which.
 */
final class PrometheusLines implements LineFormat {

  private final Families families = new Families();
  private final SeriesText series = new SeriesText();
  private String lastName = "";
  private String lastMetric = "";
  private int valueStart;
  private int valueEnd;
  private int timeStart;
  private int timeEnd;
  private boolean histogram;

  /** Whether the last name is one of hardware, of which the labels say more. */
  private boolean hardware;

  private String labels;

  @Override
  public Line read(String line, Fields row) {
    int start = skip(line, line.startsWith("\uFEFF") ? 1 : 0);
    if (start == line.length() || line.charAt(start) == '#') {
      return Line.NOTHING;
    }
    scan(line, start);
    if (!series.isNamed(lastName)) {
      lastName = series.name();
      lastMetric = families.metric(lastName);
      hardware = HardwareSeries.is(lastName);
    }
    labels = null;
    String known = lastName;
    if (hardware) {
      HardwareSeries read = HardwareSeries.of(lastName, series.labels());
      labels = read.labels();
      known = read.name();
      lastMetric = families.metric(known);
    }
    if (lastMetric.isEmpty()) {
      row.ignored(known);
      return Line.IGNORED;
    } else if (histogram) {
      throw malformed("the value is a histogram");
    }
    row.stand(timeStart, timeEnd, valueStart, valueEnd);
    addTime(line, row);
    row.add(lastMetric);
    row.add(line, valueStart, valueEnd);
    if (labels != null) {
      row.add(labels);
    } else if (series.isPlain()) {
      row.add(line, series.labelsStart(), series.labelsEnd());
    } else {
      row.add(series.labels());
    }
    return Line.ROW;
  }

  @Override
  public boolean endsEveryLine() {
    return true;
  }

  /**
   * Finds the parts of a sample.
   *
   * @throws InvalidInputException when it is none
   */
  private void scan(String line, int start) {
    series.read(line, start);
    if (series.name().isEmpty()) {
      throw malformed("the line names no metric");
    }
    valueStart = skip(line, series.end());
    if (valueStart == series.end() && !series.hasBraces()) {
      throw malformed("neither a blank nor labels stand behind the metric's name");
    }
    histogram = line.startsWith("{", valueStart);
    if (histogram) {
      return;
    }
    valueEnd = endOfWord(line, valueStart);
    if (valueEnd == valueStart || line.charAt(valueStart) == '#') {
      throw malformed("the line ends before its value");
    }
    timeStart = skip(line, valueEnd);
    timeEnd = isExemplar(line, timeStart) ? timeStart : endOfWord(line, timeStart);
    int behind = skip(line, timeEnd);
    if (behind < line.length() && !isExemplar(line, behind)) {
      throw malformed("text stands behind value and time");
    }
  }

  private void addTime(String line, Fields row) {
    boolean exponent = false;
    for (int i = timeStart; i < timeEnd; i++) {
      exponent |= (line.charAt(i) | 0x20) == 'e';
    }
    if (exponent) {
      row.add(LabelledRows.withoutExponent(line.substring(timeStart, timeEnd)));
    } else {
      row.add(line, timeStart, timeEnd);
    }
  }

  private static boolean isExemplar(String line, int from) {
    return from < line.length()
        && line.charAt(from) == '#'
        && line.startsWith("{", skip(line, from + 1));
  }

  private static int skip(String line, int from) {
    int at = from;
    while (at < line.length() && SeriesText.isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int endOfWord(String line, int from) {
    int at = from;
    while (at < line.length() && !SeriesText.isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }
}
