package nexus.telemetry.csv;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import nexus.telemetry.csv.FilledColumns.Filled;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.InvalidInputException;

/**
 * The first line of a CSV file: says which format the rows have and where each column is. Where
 * files were put together there are further ones below.
 *
 * <p>The order of columns is free, and names are matched without case, {@code _} and {@code -}. A
 * file with a column {@code metric_name} or {@code value} is long; any other is wide. A column
 * without a name is ignored, and so is one of words in a wide file. In a long file a column of
 * another name holds {@linkplain LabelColumns labels}, and so may one of a wide file.
 */
public final class CsvHeader {

  /** Most metric columns of a wide file, and most metrics of one GPU in a chunk. */
  public static final int MAX_METRICS = Rules.MAX_METRICS;

  /** How the rows carry values. */
  public enum Format {
    /** One value a row, as the DCGM exporter writes. */
    LONG,
    /** One column a metric. */
    WIDE
  }

  private static final String FIELD = "csv";

  /** Small letters with something between words: no model is called so. */
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*+([_.:][a-z0-9]++)++");

  private final String text;
  private final Dialect dialect;
  private final Supplier<LineFormat> lines;
  private final Given given;
  private final Format format;
  private final List<String> columns;
  private final ColumnPlaces places;
  private final MetricColumns metrics;
  private final LabelColumns labelColumns;
  private final boolean hasTimes;
  private final Influx influx;

  private CsvHeader(
      String text, List<String> columns, Dialect dialect, Supplier<LineFormat> lines, Given given) {
    this.text = text;
    this.columns = columns;
    this.dialect = dialect;
    this.lines = lines;
    this.given = given;
    this.influx = Influx.of(lines == null ? columns : List.of());
    this.places = new ColumnPlaces(columns);
    this.hasTimes = has(Column.TIMESTAMP) || places.date() >= 0;
    boolean isLong = has(Column.METRIC_NAME) || has(Column.VALUE) || influx.hasFields();
    this.format = isLong ? Format.LONG : Format.WIDE;
    places.fill(given, format, influx);
    this.labelColumns =
        isDelimited() ? LabelColumns.of(format, columns, influx) : LabelColumns.none();
    this.metrics =
        format == Format.WIDE
            ? MetricColumns.of(columns, labelColumns, influx)
            : MetricColumns.none();
  }

  /**
   * Reads a header of commas, beside which nothing is given.
   *
   * @param headerLine the first line of the file; a byte order mark before it and the end of line
   *     after it are ignored
   * @throws InvalidInputException with field {@code csv} when it is empty, no header of either
   *     format, or names a column twice
   */
  public static CsvHeader parse(String headerLine) {
    return parse(headerLine, Dialect.CSV, Given.NONE);
  }

  /**
   * Reads a header.
   *
   * @throws InvalidInputException as above, or where neither the header nor what is given says what
   *     every row needs
   */
  public static CsvHeader parse(String headerLine, Dialect dialect, Given given) {
    return read(headerLine, dialect, given).complete();
  }

  /** The same; but something may be {@linkplain #missing() missing}. */
  public static CsvHeader read(String headerLine, Dialect dialect, Given given) {
    String text = headerLine.startsWith("\uFEFF") ? headerLine.substring(1) : headerLine;
    text = withoutEnd(text);
    if (text.isBlank()) {
      throw invalid("the file is empty, or its first line is: a header is needed");
    }
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
      throw invalid(
          "the header holds an end of line: lines must end in LF or CR LF, not in CR alone");
    }
    return new CsvHeader(text, dialect.names(text), dialect, null, given);
  }

  private static String withoutEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\r' || line.charAt(end - 1) == '\n')) {
      end--;
    }
    return line.substring(0, end);
  }

  /**
   * The columns of a file that has no header; something may be {@linkplain #missing() missing}.
   *
   * @param columns their names
   * @param lines makes what reads the lines of a file; null for the rows of a CSV
   */
  public static CsvHeader of(
      List<String> columns, Dialect dialect, Supplier<LineFormat> lines, Given given) {
    String text = String.join(String.valueOf(dialect.separator()), columns);
    return new CsvHeader(text, List.copyOf(columns), dialect, lines, given);
  }

  /**
   * This header, if nothing is missing.
   *
   * @throws InvalidInputException with field {@code csv} when something is
   */
  public CsvHeader complete() {
    List<Missing> missing = missing();
    if (!missing.isEmpty()) {
      throw invalid(
          "the header lacks the column "
              + missing.stream().map(one -> one.column().title()).collect(joining(", ")));
    }
    Optional<String> nameless =
        unreadable().stream().filter(name -> Fields.ofColumn(name).isEmpty()).findFirst();
    if (format == Format.WIDE && metrics.names().isEmpty() && nameless.isPresent()) {
      throw invalid(
          "column "
              + (columns.indexOf(nameless.get()) + 1)
              + " of the header, "
              + quote(nameless.get())
              + ", is no metric name: "
              + Rules.NAME);
    } else if (format == Format.WIDE && metrics.names().isEmpty()) {
      throw invalid(
          "the header has neither metric_name and value (long format) nor a column of a metric"
              + " of a GPU (wide format)");
    } else if (metrics.names().size() > MAX_METRICS) {
      throw invalid(
          "the header has " + metrics.names().size() + " metric columns; most are " + MAX_METRICS);
    } else if (labelColumns.places().length > LabelColumns.MOST) {
      throw invalid(
          "the header has "
              + labelColumns.places().length
              + " columns of labels; most are "
              + LabelColumns.MOST);
    }
    return this;
  }

  /**
   * Whether rows may be of something else than GPUs, as those of an agent that says of what
   * component each is; then labels say which GPU.
   */
  boolean hasOthers() {
    return format == Format.LONG
        && place(Column.GPU_ID) >= columns.size()
        && places.hasComponents();
  }

  /** Whether rows have no time of their own: it is given for all of them. */
  boolean isTimeless() {
    return !hasTimes && has(Column.TIMESTAMP);
  }

  /**
   * Whether the row is this header once more, where rows have no time of their own that would tell.
   */
  boolean isRepeatedBy(RowFields row) {
    int gpu = place(Column.GPU_ID);
    return isTimeless()
        && gpu < columns.size()
        && row.string(gpu).equalsIgnoreCase(columns.get(gpu));
  }

  /** What is said beside the file. */
  public Given given() {
    return given;
  }

  /** Whether rows are those of a CSV. */
  public boolean isDelimited() {
    return lines == null;
  }

  /** How the fields of a row are told apart. */
  public Dialect dialect() {
    return dialect;
  }

  /** What reads the rows of one file. */
  RowSource open() {
    return lines == null ? new RowSplitter(this) : new LineRows(this, lines.get());
  }

  /** The header as it was sent, without byte order mark and end of line. */
  public String text() {
    return text;
  }

  public Format format() {
    return format;
  }

  /** Column names as they were sent, in the file's order. */
  public List<String> columns() {
    return columns;
  }

  /** The same, and behind them those that the file does not have. */
  List<String> allColumns() {
    List<String> all = new ArrayList<>(columns);
    filled().forEach(one -> all.add(one.column().title()));
    return all;
  }

  /** Columns that are filled where the file has none, or a blank. */
  List<Filled> filled() {
    return places.filled();
  }

  /** The column of that name that the file does not have, and nothing was given for. */
  public Optional<Column> filledColumn(String title) {
    return filled().stream()
        .filter(one -> one.column().title().equals(title) && one.given().isEmpty())
        .map(Filled::column)
        .findFirst();
  }

  /** The label that a column holds; empty where it holds none. */
  public Optional<String> label(int column) {
    return labelColumns.label(column);
  }

  /** Columns of labels that tell series apart; a long file alone has some. */
  LabelColumns labelColumns() {
    return labelColumns;
  }

  /** Columns of no metric that can be named, or of something else than GPUs; they are not read. */
  public List<String> unreadable() {
    return metrics.unreadable();
  }

  /** Number of columns up to the last one that has a name: a row needs no field behind that. */
  int named() {
    int named = columns.size();
    while (named > 0 && columns.get(named - 1).isEmpty()) {
      named--;
    }
    return named;
  }

  /** Metrics of a wide file, in the file's order; empty for a long one. */
  public List<String> metrics() {
    return metrics.names().stream().map(FieldName::metric).toList();
  }

  /** The names of {@link #metrics()}, as they were sent. */
  List<FieldName> metricNames() {
    return metrics.names();
  }

  /** How many values a row carries: one if long, one a metric column if wide. */
  public int valuesPerRow() {
    return format == Format.LONG ? 1 : metrics.names().size();
  }

  /** Index of a long file's column of units, or −1 where it has none. */
  public int unitPlace() {
    for (int i = 0; i < columns.size() && lines == null; i++) {
      String name = Column.key(columns.get(i));
      if (name.equals("unit") || name.equals("units")) {
        return i;
      }
    }
    return -1;
  }

  /** Index of a column, or −1 where the file has none. */
  int place(Column column) {
    return places.of(column);
  }

  /** Index of each column of values. */
  int[] valuePlaces() {
    return format == Format.LONG ? new int[] {place(Column.VALUE)} : metricPlaces();
  }

  /** Index of the column of each of {@link #metrics()}. */
  int[] metricPlaces() {
    return metrics.places().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The header that a line below this one is, where files were put together; empty when it is a
   * row.
   *
   * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive)
   * @throws InvalidInputException with field {@code csv} when it is meant as a header, and none
   */
  public Optional<CsvHeader> below(byte[] bytes, int from, int to) {
    return FurtherHeader.of(this, new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  /** Whether a text is the name of a column or of a field. */
  public static boolean isName(String name) {
    return Column.of(name).isPresent()
        || Column.isText(name)
        || Fields.named(name).field().isPresent();
  }

  /** Where the date of a row is, whose time of day is elsewhere; else −1. */
  int datePlace() {
    return places.date();
  }

  /** Where the time of day of a row is, whose date is elsewhere; else −1. */
  int timePlace() {
    return places.timeOfDay();
  }

  /**
   * Whether what is given may make one host of several, or one GPU: then the rows must be read in
   * one go.
   */
  public boolean mayMerge() {
    return mayMergeHosts() || given.gpu() != null;
  }

  /** Whether rows may have the host that is given, and say that they are of several. */
  private boolean mayMergeHosts() {
    boolean own = columns.stream().map(Column::of).anyMatch(Optional.of(Column.HOSTNAME)::equals);
    boolean told = has(Column.INSTANCE) || has(Column.LABELS_RAW);
    return given.host() != null && !own && (told || DescribingColumns.of(columns).tellHosts());
  }

  /** What columns of InfluxDB's there are. */
  Influx influx() {
    return influx;
  }

  /** Where a second column of GPUs is, one of which may be of models; else −1. */
  int otherGpuPlace() {
    return places.otherGpu();
  }

  /** Where the metric may be called by its name, in a file without a column of metrics; else −1. */
  int namePlace() {
    return places.name();
  }

  /**
   * Whether what stands there is the name of a metric, and not that of a model: that of a field, or
   * one spelled as metrics are, where no metric is given.
   */
  boolean isMetricName(String name) {
    return Fields.named(name).field().isPresent()
        || name.startsWith("DCGM_")
        || (given.metric() == null && METRIC.matcher(name).matches());
  }

  /** Whether times without a zone are of UTC, as the name of their column says. */
  boolean isOfUtc() {
    return columns.stream()
        .filter(name -> Column.of(name).filter(Column.TIMESTAMP::equals).isPresent())
        .anyMatch(name -> Column.key(name).contains("utc"));
  }

  private boolean has(Column column) {
    return place(column) >= 0;
  }

  /** What every row needs, and neither the file nor what was given beside it says. */
  public List<Missing> missing() {
    List<Column> required = new ArrayList<>();
    required.addAll(List.of(Column.TIMESTAMP, Column.GPU_ID, Column.HOSTNAME));
    if (format == Format.LONG) {
      required.addAll(List.of(Column.METRIC_NAME, Column.VALUE));
    }
    return required.stream().filter(column -> !has(column)).map(Missing::new).toList();
  }

  /** A column that is missing. */
  public record Missing(Column column) {}

  static String quote(String name) {
    return '"' + (name.length() > 100 ? name.substring(0, 100) + "…" : name) + '"';
  }

  static InvalidInputException invalid(String message) {
    return new InvalidInputException(FIELD, message);
  }
}
