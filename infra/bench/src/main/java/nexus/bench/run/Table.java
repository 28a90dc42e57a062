package nexus.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Figures and the machine they were measured on.
 *
 * @param machine one line
 * @param lines the figures
 */
record Table(String machine, List<Line> lines) {

  Table {
    lines = List.copyOf(lines);
  }

  /** With columns that stand one below the other, for a terminal. */
  List<String> text() {
    List<Line> all = Stream.concat(Stream.of(Line.HEAD), lines.stream()).toList();
    int columns = Line.HEAD.cells().size();
    int[] widths = new int[columns];
    for (Line line : all) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.cells().get(i).length());
      }
    }
    return all.stream().map(line -> padded(line.cells(), widths)).toList();
  }

  private static String padded(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  /** As {@link #parse} reads it. */
  String markdown() {
    String rule =
        "| " + String.join(" | ", List.of("---", "---", "---", "---", "---", "---")) + " |";
    return Stream.concat(
            Stream.of("", machine, "", Line.HEAD.markdown(), rule),
            Stream.concat(lines.stream().map(Line::markdown), Stream.of("")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** The table in a text that {@link #markdown} made; without lines where there is none. */
  static Table parse(String markdown) {
    String machine =
        markdown
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("|"))
            .findFirst()
            .orElse("");
    return new Table(machine, markdown.lines().flatMap(line -> Line.parse(line).stream()).toList());
  }

  /**
   * This table with the rows of {@code newer} in the place of its own.
   *
   * @param measured rows that were measured anew; what they no longer say is dropped
   * @param order all rows in their order; those not in it are dropped
   */
  Table with(Table newer, Set<String> measured, List<String> order) {
    List<Line> merged = new ArrayList<>();
    for (String row : order) {
      List<Line> from = measured.contains(row) ? newer.lines : lines;
      from.stream().filter(line -> line.row().equals(row)).forEach(merged::add);
    }
    return new Table(newer.machine, merged);
  }
}
