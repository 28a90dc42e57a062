package nexus.telemetry.csv;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.MissingWords;

/**
 * Columns that hold labels, such as {@code xid} or {@code nvlink}: of a long file whatever is no
 * {@link Column}, and whose name would be that of a distinguishing label among others.
 *
 * <p>Columns of a wide file are metrics. But where Grafana made columns of labels, and the values'
 * column is called by an exporter's name of the metric, those beside it are labels: the ones that
 * DCGM's exporter has, and all others where some say how the values were scraped.
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

  /** Labels that DCGM's exporter puts on values, in small letters. */
  private static final Set<String> OF_DCGM =
      Set.of(
          "xid",
          "err_code",
          "err_msg",
          "nvlink",
          "clock_event",
          "link",
          "lane",
          "vgpu",
          "vgpu_id",
          "nvswitch",
          "cpu",
          "cpucore");

  /** Labels that say how a value was scraped, in small letters. */
  private static final Set<String> OF_SCRAPE =
      Set.of(
          "__name__",
          "job",
          "exported_job",
          "instance",
          "exported_instance",
          "endpoint",
          "service",
          "prometheus",
          "prometheus_replica");

  /** How metrics are called that the dictionary does not have. */
  private static final Pattern METRIC =
      Pattern.compile(
          "(dcgm|nvidia|node|process|go|kube|container)_.*|up|value.*"
              + "|.*_(total|bytes|seconds|ratio|percent|pct|celsius|watts|joules|hertz|mhz|mb|mib|gb"
              + "|gib|info|count|sum|bucket|util|utilization|usage|used|free|temp|temperature|power"
              + "|clock|errors)");

  /** Most of them in a file. */
  static final int MOST = 256;

  private static final LabelColumns NONE = new LabelColumns(List.of(), new int[0]);

  private final List<String> labels;
  private final int[] places;

  private LabelColumns(List<String> labels, int[] places) {
    this.labels = labels;
    this.places = places;
  }

  /** Those of a file. Two columns are two labels, also where they are spelled alike. */
  static LabelColumns of(CsvHeader.Format format, List<String> columns, Influx influx) {
    Predicate<String> isLabel =
        format == CsvHeader.Format.LONG ? LabelColumns::isLabel : ofWide(columns);
    Set<String> labels = new LinkedHashSet<>();
    int[] places =
        IntStream.range(0, columns.size())
            .filter(i -> isLabel.test(columns.get(i)) && !influx.isOwn(columns.get(i)))
            .toArray();
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

  private static Predicate<String> ofWide(List<String> columns) {
    if (columns.stream().map(LabelColumns::lower).noneMatch(LabelColumns::isExported)) {
      return name -> false;
    }
    boolean scraped = columns.stream().map(LabelColumns::lower).anyMatch(OF_SCRAPE::contains);
    return name ->
        isLabel(name)
            && Fields.named(name).field().isEmpty()
            && (OF_DCGM.contains(lower(name))
                || (scraped && !METRIC.matcher(lower(name)).matches()));
  }

  /** Whether an exporter calls its metrics so. */
  private static boolean isExported(String name) {
    return name.startsWith("dcgm_") || name.startsWith("nvidia_");
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Those of a file that is no CSV. */
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

  /** Whether the column at that place is one. */
  boolean isAt(int place) {
    return IntStream.of(places).anyMatch(one -> one == place);
  }

  boolean isEmpty() {
    return places.length == 0;
  }

  /** The label that stands at a place; empty where none does. */
  Optional<String> label(int place) {
    int i = Arrays.binarySearch(places, place);
    return i < 0 ? Optional.empty() : Optional.of(labels.get(i));
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
