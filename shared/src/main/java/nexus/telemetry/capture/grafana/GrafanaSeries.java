package nexus.telemetry.capture.grafana;

import static nexus.telemetry.capture.series.SeriesText.malformed;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.LineFormat;

/**
 * Rows of Grafana with a column a series: each cell is a value.
 *
 * <pre>
 * "Time","{Hostname=""node12"", gpu=""0""}","DCGM_FI_DEV_GPU_TEMP{gpu=""1"", …}"
 * 2026-11-28 20:00:00,45,
 * 2026-11-28 20:00:15,,61
 * </pre>
 *
 * <p>A blank cell is no sample: series that do not share their times leave some. Values of a column
 * that names no GPU are ignored. A further header, where files were put together, is read as one.
 */
final class GrafanaSeries implements LineFormat {

  /**
   * Columns of a file.
   *
   * @param time the one that is of times
   * @param titles what series they are; null for those that are none
   */
  record Header(List<String> names, int time, List<SeriesTitle> titles) {

    /** Reads a header; empty where it is none with a series. */
    static Optional<Header> of(List<String> names) {
      int time = timeOf(names);
      List<SeriesTitle> titles = new ArrayList<>();
      names.forEach(name -> titles.add(SeriesTitle.of(name).orElse(null)));
      return time >= 0 && titles.stream().anyMatch(Objects::nonNull)
          ? Optional.of(new Header(List.copyOf(names), time, titles))
          : Optional.empty();
    }

    private static int timeOf(List<String> names) {
      return names.stream().map(Column::of).toList().indexOf(Optional.of(Column.TIMESTAMP));
    }

    /** The title of a column that names a GPU; null where it is none. */
    SeriesTitle gpu(int column) {
      SeriesTitle title = titles.get(column);
      return title != null && title.hasGpu() ? title : null;
    }

    boolean hasGpus() {
      return titles.stream().anyMatch(title -> title != null && title.hasGpu());
    }
  }

  private final char separator;
  private Header header;
  private List<String> cells = List.of();
  private int next;

  /** Why no row below can be read; null where they can. */
  private String lost;

  GrafanaSeries(Header header, char separator) {
    this.header = header;
    this.separator = separator;
  }

  @Override
  public Line read(String line, Fields row) {
    next = Integer.MAX_VALUE;
    cells = Cells.of(line, separator);
    if (Header.timeOf(cells.subList(0, 1)) == 0 || isHeader()) {
      begin();
      return Line.NOTHING;
    } else if (lost != null) {
      throw malformed(lost);
    }
    int named = header.names().size();
    if (cells.size() < named || cells.stream().skip(named).anyMatch(cell -> !cell.isEmpty())) {
      throw malformed("the row has " + cells.size() + " fields, the header " + named);
    }
    next = 0;
    boolean ignored = ignore(row);
    return readMore(row) ? Line.ROW : ignored ? Line.IGNORED : Line.NOTHING;
  }

  private boolean isHeader() {
    return header.time() < cells.size()
        && Header.timeOf(cells.subList(header.time(), header.time() + 1)) == 0;
  }

  @Override
  public void tooLong(String beginning) {
    int end = beginning.indexOf(separator);
    String first = beginning.substring(0, Math.max(0, end)).replaceAll("[\uFEFF\"]", "");
    if (header.time() != 0 || Header.timeOf(List.of(first.strip())) == 0) {
      lost = "the header above this row is too long to be read below the first line of a file";
    }
  }

  private void begin() {
    if (cells.equals(header.names())) {
      lost = null;
      return;
    }
    Optional<Header> below = Header.of(cells);
    lost = below.isPresent() ? null : "no column of the header above this row is a series";
    header = below.orElse(header);
    if (lost != null) {
      throw malformed("no column of this header is a series");
    }
  }

  private boolean ignore(Fields row) {
    boolean ignored = false;
    for (int i = 0; i < header.names().size(); i++) {
      if (!cells.get(i).isEmpty() && i != header.time() && header.gpu(i) == null) {
        row.ignored(header.names().get(i));
        ignored = true;
      }
    }
    return ignored;
  }

  @Override
  public boolean readMore(Fields row) {
    while (next < header.names().size()) {
      int column = next++;
      SeriesTitle title = cells.get(column).isEmpty() ? null : header.gpu(column);
      if (title != null) {
        row.add(cells.get(header.time()));
        row.add(title.metric());
        row.add(cells.get(column));
        row.add(title.labels());
        return true;
      }
    }
    return false;
  }
}
