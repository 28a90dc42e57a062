package nexus.telemetry.csv;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.fields.MissingWords;

/**
 * The first rows of a file, read ahead of the others: what not one of them says will have to be
 * given.
 */
public final class FirstRows {

  private static final List<Column> GIVEN =
      List.of(Column.TIMESTAMP, Column.HOSTNAME, Column.METRIC_NAME);

  private final CsvHeader header;
  private final Set<Column> said = EnumSet.noneOf(Column.class);
  private int rows;
  private String time = "";

  private FirstRows(CsvHeader header) {
    this.header = header;
  }

  /**
   * Reads rows.
   *
   * @param header their columns
   * @param bytes holds whole lines from {@code from} (inclusive) to {@code to} (exclusive)
   */
  public static FirstRows of(CsvHeader header, byte[] bytes, int from, int to) {
    FirstRows first = new FirstRows(header);
    byte[] lines = Arrays.copyOfRange(bytes, from, Math.max(from, to));
    LineReader reader = new LineReader(1);
    reader.load(new CsvPiece(0, lines.length, lines, lines.length));
    RowSource source = header.open();
    Tally uncounted = new Tally(header.allColumns(), RejectSink.NONE);
    while (reader.hasNext()) {
      reader.next();
      if (!reader.isBlank()) {
        first.look(source, reader, uncounted);
      }
    }
    return first;
  }

  private void look(RowSource source, LineReader line, Tally uncounted) {
    boolean further = false;
    while (true) {
      try {
        RowFields row = further ? source.more() : source.split(line, uncounted);
        if (row == null) {
          return;
        }
        look(row);
      } catch (RowRejected e) {
        if (!further) {
          return;
        }
      }
      if (header.isDelimited()) {
        return;
      }
      further = true;
    }
  }

  private void look(RowFields row) {
    rows++;
    for (Column column : GIVEN) {
      int place = header.place(column);
      if (place >= 0 && !MissingWords.is(row.text(), row.start(place), row.end(place))) {
        said.add(column);
      }
    }
    int place = header.place(Column.TIMESTAMP);
    if (time.isEmpty() && place >= 0) {
      time = row.string(place);
    }
  }

  /** Columns that could be given, and that are there and blank in every row; none without rows. */
  public List<Column> unsaid() {
    return GIVEN.stream()
        .filter(column -> rows > 0 && header.place(column) >= 0 && !said.contains(column))
        .toList();
  }

  /** The time of the first row that has one. */
  public Optional<String> time() {
    return Optional.of(time).filter(text -> !text.isEmpty());
  }
}
