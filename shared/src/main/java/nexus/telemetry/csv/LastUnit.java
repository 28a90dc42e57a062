package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.Map;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.Numbers;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;

/**
 * The unit behind the values that rows end with. A file that was cut off within one ends with a
 * smaller value, which a row of values in units tells.
 *
 * <pre>
 * 2026/11/28 20:00:00.000, 0, 65536 MiB
 * 2026/11/28 20:00:01.000, 0, 655          rejected
 * </pre>
 */
final class LastUnit {

  /** Most metrics whose unit is remembered. */
  private static final int MOST = 10_000;

  private final int last;

  /** By number of the metric; of the first value of each. */
  private final Map<Integer, String> units = new HashMap<>();

  LastUnit(CsvHeader header) {
    this.last = header.isDelimited() ? header.columns().size() - 1 : -1;
  }

  /** Whether values of a column end their rows. */
  boolean isAt(int place) {
    return place == last;
  }

  /**
   * Takes a value that ends its row.
   *
   * @param metric number of its metric
   * @throws RowRejected when no end of line stands behind it, nor the unit that others have
   */
  void check(LineReader line, RowFields row, int metric) throws RowRejected {
    if (line.isEnded()) {
      if (!row.isEmpty(last) && units.size() < MOST && !units.containsKey(metric)) {
        units.put(metric, unit(row));
      }
      return;
    }
    String unit = units.getOrDefault(metric, "");
    if (!unit.isEmpty() && !unit.equals(unit(row))) {
      throw new RowRejected(
          last,
          "the file ends within the row, whose last value may be cut off: others of its column end"
              + " with "
              + unit);
    }
  }

  /** What stands behind the last digit; empty where no digit stands. */
  private String unit(RowFields row) {
    int end = row.end(last);
    int digit = end;
    while (digit > row.start(last) && !Numbers.isDigit(row.text()[digit - 1])) {
      digit--;
    }
    return digit == row.start(last) ? "" : new String(row.text(), digit, end - digit).strip();
  }
}
