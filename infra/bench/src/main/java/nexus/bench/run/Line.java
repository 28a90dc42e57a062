package nexus.bench.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A figure as the table shows it.
 *
 * @param what what it is the figure of
 * @param target its target, or empty
 * @param firstBar its first bar, or empty
 * @param measured the figure with its unit
 * @param verdict whether the target is met
 * @param row the row of {@code infra/bench/run} that measures it
 */
record Line(
    String what, String target, String firstBar, String measured, String verdict, String row) {

  static final Line HEAD =
      new Line("what", "target", "first bar", "measured", "verdict", "row of `run`");

  private static final String EDGE = "|";

  static Line of(Figure figure, String row) {
    return new Line(
        figure.what(),
        figure.target().text(),
        figure.firstBar().text(),
        figure.measured(),
        figure.verdict(),
        row);
  }

  List<String> cells() {
    return List.of(what, target, firstBar, measured, verdict, row);
  }

  /** As a line of a Markdown table. */
  String markdown() {
    return EDGE + " " + String.join(" | ", cells()) + " " + EDGE;
  }

  /** The line of a Markdown table as {@link #markdown} writes it; empty for any other text. */
  static Optional<Line> parse(String markdown) {
    String[] cells =
        Arrays.stream(markdown.split("\\|", -1)).map(String::strip).toArray(String[]::new);
    boolean figure = cells.length == 8 && !cells[1].matches("-+") && !cells[1].equals(HEAD.what);
    return figure
        ? Optional.of(new Line(cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]))
        : Optional.empty();
  }
}
