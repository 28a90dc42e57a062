package nexus.telemetry.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The columns of a table whose rows need not have all of them. Where all rows name them alike, as
 * those of GPUs of one kind do, each name is compared once.
 */
public final class ColumnNames {

  private final List<String> names = new ArrayList<>();

  /** Where the next name is if this row is like those before it. */
  private int next;

  /** Takes the next name of a row, or the first one of the next row. */
  public void add(String name) {
    if (next == names.size() || !names.get(next).equals(name)) {
      next = Collections.binarySearch(names, name);
      if (next < 0) {
        next = -next - 1;
        names.add(next, name);
      }
    }
    next++;
  }

  /** The names of all rows, each once, ascending. */
  public List<String> all() {
    return List.copyOf(names);
  }
}
