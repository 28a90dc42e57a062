package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;
import nexus.telemetry.fields.MissingWords;

/**
 * Columns of a long file that hold labels, such as {@code xid} or {@code nvlink}: whatever is no
 * {@link Column}, and whose name would be that of a distinguishing label among others.
 *
 * <p>What people put beside a value for themselves is none: units, remarks, numbers of rows, and
 * further times.
 */
final class LabelColumns {

  /** In small letters, as labels are spelled. */
  private static final Pattern REMARK =
      Pattern.compile(
          "_*|units?|help|description|comments?|notes?|component|id|row|row_?(id|no|num|number)"
              + "|line|seq|sequence|unnamed_+\\d+|(.*_)?(time|timestamp|date|datetime|ts)|.*_at");

  /**
   * @param place index of the column
   * @param label name of the label
   */
  private record Labelled(int place, String label) {}

  private final List<Labelled> all = new ArrayList<>();

  private LabelColumns() {}

  /** Those of a long file. */
  static LabelColumns of(List<String> columns) {
    LabelColumns found = new LabelColumns();
    for (int i = 0; i < columns.size(); i++) {
      if (isLabel(columns.get(i))) {
        found.all.add(new Labelled(i, found.unused(SeriesLabels.spelled(columns.get(i)))));
      }
    }
    return found;
  }

  /** Those of any other file. */
  static LabelColumns none() {
    return new LabelColumns();
  }

  /** Whether a column of that name holds labels, if it is one of a long file. */
  private static boolean isLabel(String name) {
    String label = SeriesLabels.spelled(name);
    return Column.of(name).isEmpty()
        && !Column.isText(name)
        && !SeriesLabels.isIgnored(label)
        && !REMARK.matcher(label.toLowerCase(Locale.ROOT)).matches();
  }

  /** Two columns are two labels, also where they are spelled alike. */
  private String unused(String label) {
    String name = label;
    while (isUsed(name)) {
      name += "_";
    }
    return name;
  }

  private boolean isUsed(String label) {
    return all.stream().anyMatch(one -> one.label().equals(label));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Their places in a row. */
  int[] places() {
    return all.stream().mapToInt(Labelled::place).toArray();
  }

  /** Puts a row's labels among others; a blank is none. */
  void addTo(SortedMap<String, String> labels, RowFields row) {
    for (Labelled column : all) {
      int place = column.place();
      if (!MissingWords.is(row.text(), row.start(place), row.end(place))) {
        labels.put(column.label(), row.string(place));
      }
    }
  }
}
