package nexus.telemetry.json;

import java.util.List;
import java.util.TreeSet;

/** The columns of a table whose rows need not have all of them. */
public final class ColumnNames {

  private ColumnNames() {}

  /**
   * The names of all rows, each once, ascending.
   *
   * @param rows the names of each row
   */
  public static List<String> of(List<List<String>> rows) {
    if (!rows.isEmpty() && ascend(rows.get(0)) && rows.stream().allMatch(rows.get(0)::equals)) {
      return rows.get(0); // As of every scrape of GPUs of one kind.
    }
    TreeSet<String> all = new TreeSet<>();
    rows.forEach(all::addAll);
    return List.copyOf(all);
  }

  private static boolean ascend(List<String> names) {
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
