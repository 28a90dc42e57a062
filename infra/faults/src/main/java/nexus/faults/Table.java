package nexus.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of each scenario. */
final class Table {

  private static final List<String> HEAD =
      List.of(
          "scenario",
          "samples sent",
          "faults",
          "lost",
          "doubled",
          "wrong",
          "longest stall",
          "verdict");

  private final List<List<String>> rows = new ArrayList<>();

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
    rows.add(List.of(scenario, "–", "–", "–", "–", "–", "–", "FAILS"));
  }

  /** Markdown whose columns also stand one below the other. */
  String text() {
    List<List<String>> all = new ArrayList<>();
    all.add(HEAD);
    all.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      text.append(line(all, i));
      if (i == 0) {
        text.append("| --- ".repeat(HEAD.size())).append("|\n");
      }
    }
    return text.toString();
  }

  private static String line(List<List<String>> all, int row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < HEAD.size(); column++) {
      int at = column;
      int width = all.stream().mapToInt(cells -> cells.get(at).length()).max().orElse(0);
      String cell = all.get(row).get(column);
      line.append("| ").append(cell).append(" ".repeat(width - cell.length() + 1));
    }
    return line.append("|\n").toString();
  }
}
