package nexus.telemetry.csv;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

  /** Most of them in a file. */
  static final int MOST = 256;

  private static final LabelColumns NONE = new LabelColumns(List.of(), new int[0]);

  private final List<String> labels;
  private final int[] places;

  private LabelColumns(List<String> labels, int[] places) {
    this.labels = labels;
    this.places = places;
  }

  /** Those of a long file. Two columns are two labels, also where they are spelled alike. */
  static LabelColumns of(List<String> columns) {
    Set<String> labels = new LinkedHashSet<>();
    int[] places =
        IntStream.range(0, columns.size()).filter(i -> isLabel(columns.get(i))).toArray();
    for (int place : places) {
      String label = SeriesLabels.spelled(columns.get(place));
      String other = label + "_" + (place + 1);
      while (!labels.add(label)) {
        label = other;
        other += "_";
      }
    }
    return new LabelColumns(List.copyOf(labels), places);
  }

  /** Those of any other file. */
  static LabelColumns none() {
    return NONE;
  }

  /** Whether a column of that name holds labels, if it is one of a long file. */
  private static boolean isLabel(String name) {
    String label = SeriesLabels.spelled(name);
    return Column.of(name).isEmpty()
        && !Column.isText(name)
        && !SeriesLabels.isIgnored(label)
        && !REMARK.matcher(label.toLowerCase(Locale.ROOT)).matches();
  }

  boolean isEmpty() {
    return places.length == 0;
  }

  /** Their places in a row. */
  int[] places() {
    return places;
  }

  /** Puts a row's labels among others; a blank is none. */
  void addTo(SortedMap<String, String> all, RowFields row) {
    for (int i = 0; i < places.length; i++) {
      if (!MissingWords.is(row.text(), row.start(places[i]), row.end(places[i]))) {
        all.put(labels.get(i), row.string(places[i]));
      }
    }
  }
}
