package nexus.telemetry.capture;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.capture.file.Describing;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Separators;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.csv.Given;
import nexus.telemetry.fields.MissingWords;

/**
 * A file without a header, the names of whose columns are given: its first row, and whether the
 * names can be those of its columns.
 */
final class NamedColumns {

  /** Most lines that are passed over, and rows that are looked at. */
  private static final int MOST = 20;

  /** Most columns that a message tells, and characters of each. */
  private static final int MOST_TOLD = 12;

  private static final int LONGEST_TOLD = 40;

  private final Head head;
  private final List<String> names;
  private final int first;
  private final Dialect dialect;

  /**
   * @param line the first line that may be a row
   * @param told how fields are told apart; null where the file does not say it
   */
  NamedColumns(Head head, int line, Dialect told, List<String> names) {
    this.head = head;
    this.names = names;
    this.first = firstRow(head, line, names);
    this.dialect = told == null ? dialectOf(head.lines().get(first).text(), names.size()) : told;
  }

  /** Passes over what nohup, a shell or a banner says: where no cell is a value. */
  private static int firstRow(Head head, int line, List<String> names) {
    int last = Math.min(head.lines().size(), line + MOST);
    for (int i = line; i < last; i++) {
      String text = head.lines().get(i).text();
      LinesAbove.refuseNamesBesideHeader(text, i + 1);
      if (!Separators.isBefore(text) && mayBeRow(text, names)) {
        return i;
      }
    }
    return line;
  }

  /** No row begins with a word in each cell where one of them is a time. */
  private static boolean mayBeRow(String text, List<String> names) {
    List<String> cells = Separators.split(text, dialectOf(text, names.size()).separator());
    boolean timed = names.stream().map(Column::of).anyMatch(Optional.of(Column.TIMESTAMP)::equals);
    return (cells.size() == names.size() && !timed)
        || !LinesAbove.areNoValues(cells)
        || cells.stream().anyMatch(MissingWords::is);
  }

  private static Dialect dialectOf(String row, int columns) {
    char best = ',';
    int least = Integer.MAX_VALUE;
    for (char separator : Separators.ALL) {
      int off = Math.abs(Separators.split(row, separator).size() - columns);
      if (off < least) {
        least = off;
        best = separator;
      }
    }
    return new Dialect(best);
  }

  /** Number of lines above the first row. */
  int linesAbove() {
    return first;
  }

  /** Bytes of the lines above the first row. */
  int bytesAbove() {
    return first == 0 ? 0 : head.lines().get(first - 1).end();
  }

  CsvHeader header(Given given) {
    return CsvHeader.of(names, dialect, null, given);
  }

  /**
   * @throws UnreadableCaptureException with field {@code columns} where none of the first rows has
   *     as many fields as there are names
   */
  void check(Shape shape) {
    List<Head.Line> rows =
        head.lines().subList(first, Math.min(head.lines().size(), first + MOST)).stream()
            .filter(line -> line.whole() && !line.text().isBlank())
            .toList();
    if (!rows.isEmpty() && rows.stream().map(this::cells).noneMatch(this::fits)) {
      throw new UnreadableCaptureException(
          "columns", mismatch(cells(rows.get(0))), Describing.report(shape));
    }
  }

  private List<String> cells(Head.Line line) {
    return Separators.split(line.text(), dialect.separator());
  }

  private boolean fits(List<String> cells) {
    int named = names.size();
    while (named > 0 && names.get(named - 1).isEmpty()) {
      named--;
    }
    return cells.size() >= named && cells.stream().skip(names.size()).allMatch(String::isEmpty);
  }

  private String mismatch(List<String> cells) {
    List<String> pairs = new ArrayList<>();
    int columns = Math.max(names.size(), cells.size());
    for (int i = 0; i < Math.min(columns, MOST_TOLD); i++) {
      String cell = i < cells.size() ? shortened(cells.get(i)) : "(no field)";
      pairs.add((i < names.size() ? shortened(names.get(i)) : "(no name)") + " = " + cell);
    }
    return "columns= has "
        + names.size()
        + (names.size() == 1 ? " name" : " names")
        + ", and the first row, line "
        + (first + 1)
        + ", has "
        + cells.size()
        + (cells.size() == 1 ? " field" : " fields")
        + ": "
        + pairs.stream().collect(joining(", "))
        + (columns > MOST_TOLD ? ", …" : "")
        + "; name each column in its order";
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_TOLD ? text.substring(0, LONGEST_TOLD) + "…" : text;
  }
}
