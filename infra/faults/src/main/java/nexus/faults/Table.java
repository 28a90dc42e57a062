package nexus.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What came of each scenario. */
final class Table {

  /** Columns of what came of faults. */
  static final List<String> FAULTS =
      List.of(
          "scenario",
          "samples sent",
          "faults",
          "lost",
          "doubled",
          "wrong",
          "longest stall",
          "verdict");

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param head names of the columns
   */
  Table(List<String> head) {
    this.head = List.copyOf(head);
  }

  /** Adds a row of as many cells as there are columns. */
  void addRow(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /**
   * Adds a row.
   *
   * @param stallMs milliseconds
   */
  void add(String scenario, Comparison audit, int faults, long stallMs, boolean holds) {
    rows.add(
        List.of(
            scenario,
            String.format(Locale.ROOT, "%,d", audit.samples()),
            Integer.toString(faults),
            Long.toString(audit.lost()),
            Long.toString(audit.doubled()),
            Long.toString(audit.wrong()),
            String.format(Locale.ROOT, "%.1f s", stallMs / 1e3),
            holds ? "holds" : "FAILS"));
  }

  /** Adds the row of a scenario that could not be played to its end. */
  void addBroken(String scenario) {
    addVerdict(scenario, "FAILS");
  }

  /** Adds the row of a scenario that was not played. */
  void addSkipped(String scenario) {
    addVerdict(scenario, "SKIPPED");
  }

  private void addVerdict(String scenario, String verdict) {
    List<String> cells = new ArrayList<>(Collections.nCopies(head.size(), "–"));
    cells.set(0, scenario);
    cells.set(head.size() - 1, verdict);
    rows.add(cells);
  }

  /** Markdown whose columns also stand one below the other. */
  String text() {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      text.append(line(all, i));
      if (i == 0) {
        text.append("| --- ".repeat(head.size())).append("|\n");
      }
    }
    return text.toString();
  }

  private String line(List<List<String>> all, int row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < head.size(); column++) {
      int at = column;
      int width = all.stream().mapToInt(cells -> cells.get(at).length()).max().orElse(0);
      String cell = all.get(row).get(column);
      line.append("| ").append(cell).append(" ".repeat(width - cell.length() + 1));
    }
    return line.append("|\n").toString();
  }
}
