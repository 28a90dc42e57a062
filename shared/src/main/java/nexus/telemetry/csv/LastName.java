package nexus.telemetry.csv;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;

/**
 * The name that rows end with: of a GPU, a host, a metric or whose work it is. A file that was cut
 * off within one ends with another name, which those of the rows above tell.
 *
 * <pre>
 * 2026/11/28 20:00:00.000, 45, 00000000:17:00.0
 * 2026/11/28 20:00:01.000, 46, 00000000:1          rejected
 * </pre>
 */
final class LastName {

  /** Most names that are remembered. */
  private static final int MOST = 10_000;

  /** Names of these are as long as each other. */
  private static final List<Column> OF_ONE_LENGTH = List.of(Column.UUID, Column.PCI_BUS_ID);

  private static final List<Column> NAMES =
      List.of(
          Column.UUID,
          Column.PCI_BUS_ID,
          Column.GPU_ID,
          Column.HOSTNAME,
          Column.INSTANCE,
          Column.METRIC_NAME,
          Column.GPU_I_ID,
          Column.COMPUTE_INSTANCE_ID,
          Column.POD,
          Column.NAMESPACE,
          Column.CONTAINER);

  private final int last;
  private final boolean isName;
  private final boolean ofOneLength;
  private final TreeSet<String> names = new TreeSet<>();
  private char[] before = {};

  LastName(CsvHeader header) {
    last = header.columns().size() - 1;
    Optional<Column> column = Column.of(header.columns().get(last));
    isName = header.isDelimited() && column.filter(NAMES::contains).isPresent();
    ofOneLength = column.filter(OF_ONE_LENGTH::contains).isPresent();
  }

  /**
   * Takes the name that a row ends with.
   *
   * @throws RowRejected when no end of line stands behind it, and it is the beginning of another
   */
  void check(LineReader line, RowFields row) throws RowRejected {
    if (!isName || row.isEmpty(last) || (line.isEnded() && row.is(last, before))) {
      return;
    }
    String name = row.string(last);
    if (!line.isEnded() && isCut(name)) {
      throw new RowRejected(
          last,
          "the file ends within the row, whose last name may be cut off: others of its column are"
              + " longer");
    }
    before = row.copy(last);
    if (names.size() < MOST) {
      names.add(name);
    }
  }

  private boolean isCut(String name) {
    String longer = names.higher(name);
    boolean begins = longer != null && longer.startsWith(name);
    return begins || (ofOneLength && names.stream().anyMatch(one -> one.length() > name.length()));
  }
}
