package nexus.telemetry.capture.grafana;

import static nexus.telemetry.capture.series.SeriesText.malformed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nexus.telemetry.csv.LineFormat;

/**
 * Rows of older Grafanas, one series after the other: {@code Series;Time;Value}, in any order.
 *
 * <p>Values of a series that names no GPU are ignored.
 */
final class GrafanaLong implements LineFormat {

  private static final List<String> NAMES = List.of("series", "time", "value");

  private final char separator;
  private List<String> columns;
  private String lastSeries = "";
  private Optional<SeriesTitle> last = Optional.empty();

  GrafanaLong(List<String> header, char separator) {
    this.columns = lower(header);
    this.separator = separator;
  }

  /** Whether these are the names of its columns. */
  static boolean isHeader(List<String> names) {
    return names.size() == NAMES.size() && lower(names).containsAll(NAMES);
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  @Override
  public Line read(String line, Fields row) {
    List<String> cells = Cells.of(line, separator);
    if (cells.size() != NAMES.size()) {
      throw malformed("the row has " + cells.size() + " fields, the header " + NAMES.size());
    } else if (isHeader(cells)) {
      columns = lower(cells);
      return Line.NOTHING;
    }
    String series = cells.get(columns.indexOf("series"));
    if (!series.equals(lastSeries)) {
      lastSeries = series;
      last = SeriesTitle.of(series).filter(SeriesTitle::hasGpu);
    }
    if (last.isEmpty()) {
      row.ignored(series);
      return Line.IGNORED;
    }
    String value = cells.get(columns.indexOf("value"));
    row.add(cells.get(columns.indexOf("time")));
    row.add(last.get().metric());
    row.add(value);
    row.add(last.get().labels());
    return Line.ROW;
  }
}
