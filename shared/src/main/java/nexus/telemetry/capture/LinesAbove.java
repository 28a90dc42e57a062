package nexus.telemetry.capture;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import nexus.telemetry.capture.file.Head;
import nexus.telemetry.capture.file.Kind;
import nexus.telemetry.capture.file.Separators;
import nexus.telemetry.capture.file.Shape;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.model.InvalidInputException;

/**
 * Finds where a file begins that something else stands above: what {@code nohup} says, a prompt
 * with its command, a banner, the headers of an answer.
 *
 * <pre>
 * nohup: ignoring input                                 passed over
 * timestamp, index, utilization.gpu [%]                 the header
 * 2026/11/28 20:00:00.000, 0, 90 %                      the first row
 * </pre>
 *
 * <p>What follows must plainly be a beginning, and no line above it may be a row: no row is ever
 * passed over.
 */
final class LinesAbove {

  /** Names of columns or fields that are no chance. */
  private static final int ENOUGH = 2;

  /** Most lines that are passed over. */
  private static final int MOST = 20;

  /** Fields of a line that may be a row of no header that is known. */
  private static final int ROW = 3;

  private LinesAbove() {}

  /**
   * The shape of a file, from the line on at which it begins.
   *
   * @param all what the whole file would be
   * @param recognize what a part of it would be
   * @return {@code all} where nothing else is plain
   */
  static Shape passOver(Head head, Shape all, Function<Head, Optional<Shape>> recognize) {
    int first = Separators.firstLine(head);
    if (!all.isDelimited() || !all.header().given().columns().isEmpty()) {
      return all;
    }
    Names above = Names.of(head.lines().get(first).text());
    int last = Math.min(head.lines().size() - 1, first + MOST);
    for (int i = first + 1; i <= last && !above.areAll(); i++) {
      Optional<Shape> below = below(head, i, above, recognize);
      if (below.isPresent()) {
        return isFree(head.lines().subList(first, i), above, below.get()) ? below.get() : all;
      }
    }
    return all;
  }

  private static Optional<Shape> below(
      Head head, int line, Names above, Function<Head, Optional<Shape>> recognize) {
    Names names = Names.of(head.lines().get(line).text());
    boolean header =
        names.known() >= ENOUGH && names.known() >= above.known() && names.areNoValues();
    if (!header && above.known() > 0) {
      return Optional.empty();
    }
    int offset = head.lines().get(line - 1).end();
    return recognize
        .apply(head.from(offset))
        .filter(shape -> header || !shape.isDelimited())
        .map(shape -> shape.below(line, offset));
  }

  /** Whether none of the lines can be a row, of what stands above or of what begins below. */
  private static boolean isFree(List<Head.Line> lines, Names above, Shape below) {
    int columns = below.isDelimited() ? below.header().columns().size() : ROW;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).text();
      Names names = Names.of(line);
      boolean likeFirst = i > 0 && isRow(line, above.separator(), above.cells().size());
      boolean sample = below.kind() == Kind.PROMETHEUS && line.indexOf('{') >= 0;
      if (likeFirst || sample || isRow(line, names.separator(), columns)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRow(String line, char separator, int columns) {
    List<String> cells = Separators.split(line, separator);
    return cells.size() > 1 && cells.size() >= columns && !areNoValues(cells);
  }

  /** Whether none of the cells begins as a number or a time does. */
  static boolean areNoValues(List<String> cells) {
    return cells.stream().noneMatch(cell -> cell.matches("[-+]?\\.?\\d.*"));
  }

  /**
   * Refuses names for the columns of a file that names them itself: either may be wrong.
   *
   * @param line the first line of it
   * @param number its number
   * @throws InvalidInputException with field {@code columns}
   */
  static void refuseNamesBesideHeader(String line, int number) {
    Names names = Names.of(line);
    if (names.known() >= ENOUGH && names.areNoValues()) {
      throw new InvalidInputException(
          "columns",
          "columns= names the columns of a file without a header, and line "
              + number
              + " of this one is a header: leave columns= out; or, where the columns are called"
              + " otherwise, take that line out of the file");
    }
  }

  /** How many names of columns a line has, its cells told apart as most of them are names. */
  static int knownNames(String line) {
    return Names.of(line).known();
  }

  /** The cells of a line, told apart as most of them are names. */
  private record Names(char separator, List<String> cells, int known) {

    static Names of(String line) {
      Names best = new Names(',', List.of(line), 0);
      for (char separator : Separators.ALL) {
        List<String> cells = Separators.split(line, separator);
        int known = (int) cells.stream().filter(CsvHeader::isName).count();
        boolean better =
            known > best.known || (known == best.known && cells.size() > best.cells.size());
        best = better ? new Names(separator, cells, known) : best;
      }
      return best;
    }

    /** Whether this can only be a header. */
    boolean areAll() {
      return known >= ENOUGH && known == cells.size();
    }

    boolean areNoValues() {
      return LinesAbove.areNoValues(cells);
    }
  }
}
