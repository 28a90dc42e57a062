package nexus.local.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows aligned with spaces under a head; an empty cell is a dash, so that every row has as many
 * words as columns wherever no cell has spaces in it.
 */
final class Table {

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Column(String title, boolean right) {}

  /** A text and how it looks. */
  record Cell(String text, Style style) {}

  /**
   * @param titles a title each; those that begin with {@code >} have their cells at the right
   */
  Table(String... titles) {
    this(List.of(titles));
  }

  Table(List<String> titles) {
    columns =
        titles.stream()
            .map(
                title ->
                    title.startsWith(">")
                        ? new Column(title.substring(1), true)
                        : new Column(title, false))
            .toList();
  }

  /** Adds a row of cells, or of texts that look like nothing special. */
  Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::cell).toList());
    return this;
  }

  private static Cell cell(Object given) {
    if (given instanceof Cell cell) {
      return cell;
    }
    String text = given.toString();
    return new Cell(text.isEmpty() ? "-" : text, Style.PLAIN);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The head and the rows.
   *
   * @param most characters a line may have; 0 for any number
   */
  List<String> lines(int most, boolean colour) {
    int[] widths = new int[columns.size()];
    List<Cell> head = columns.stream().map(column -> new Cell(column.title(), Style.BOLD)).toList();
    List<List<Cell>> all = new ArrayList<>(rows);
    all.add(0, head);
    for (List<Cell> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i).text()));
      }
    }
    return all.stream().map(row -> line(row, widths, most, colour)).toList();
  }

  private String line(List<Cell> row, int[] widths, int most, boolean colour) {
    int last = widths.length - 1;
    int whole = GAP.length() * last + Arrays.stream(widths).limit(last).sum();
    int end = columns.get(last).right() ? widths[last] : length(row.get(last).text());
    boolean fits = most == 0 || whole + end <= most;
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (int i = 0; i <= last; i++) {
      String text = (i == 0 ? "" : GAP) + padded(row.get(i).text(), widths[i], i);
      if (!fits && used + length(text) >= most) {
        return line.append(cut(text, most - used)).toString();
      }
      line.append(row.get(i).style().of(i == last ? text.stripTrailing() : text, colour));
      used += length(text);
    }
    return line.toString();
  }

  private String padded(String text, int width, int column) {
    String spaces = " ".repeat(width - length(text));
    return columns.get(column).right() ? spaces + text : text + spaces;
  }

  private static String cut(String text, int room) {
    return room < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, room - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
