package nexus.telemetry.csv;

import static java.util.stream.Collectors.joining;

import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.Rules;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.telemetry.csv.FilledColumns.Filled;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.OtherEntities;
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

  /** What may separate the columns of a further file. */
  private static final List<Dialect> OTHERS =
      Stream.of(',', ';', '\t', '|').map(Dialect::new).toList();

  /** What every way to spell the column of times has in it. */
  private static final Pattern TIME = Pattern.compile("(?i)time|date|\\bts\\b");

  /** Small letters with something between words: no model is called so. */
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*+([_.:][a-z0-9]++)++");

  private final String text;
  private final Dialect dialect;
  private final Supplier<LineFormat> lines;
  private final Given given;
  private final Format format;
  private final List<String> columns;
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final List<FieldName> metrics = new ArrayList<>();
  private final List<Integer> metricPlaces = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<Filled> filled = new ArrayList<>();
  private final LabelColumns labelColumns;
  private final boolean hasTimes;
  private final Influx influx;
  private int datePlace = -1;
  private int timePlace = -1;
  private int namePlace = -1;
  private int otherGpuPlace = -1;

  private CsvHeader(
      String text, List<String> columns, Dialect dialect, Supplier<LineFormat> lines, Given given) {
    this.text = text;
    this.columns = columns;
    this.dialect = dialect;
    this.lines = lines;
    this.given = given;
    this.influx = Influx.of(lines == null ? columns : List.of());
    findPlaces();
    findDate();
    this.hasTimes = has(Column.TIMESTAMP) || datePlace >= 0;
    boolean isLong = has(Column.METRIC_NAME) || has(Column.VALUE) || influx.hasFields();
    this.format = isLong ? Format.LONG : Format.WIDE;
    fill();
    this.labelColumns =
        isDelimited() ? LabelColumns.of(format, columns, influx) : LabelColumns.none();
    if (format == Format.WIDE) {
      findMetrics();
    }
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
    text = text.replaceFirst("[\r\n]+$", "");
    if (text.isBlank()) {
      throw invalid("the file is empty, or its first line is: a header is needed");
    }
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
      throw invalid(
          "the header holds an end of line: lines must end in LF or CR LF, not in CR alone");
    }
    return new CsvHeader(text, split(text, dialect), dialect, null, given);
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
        unreadable.stream().filter(name -> Fields.ofColumn(name).isEmpty()).findFirst();
    if (format == Format.WIDE && metrics.isEmpty() && nameless.isPresent()) {
      throw invalid(
          "column "
              + (columns.indexOf(nameless.get()) + 1)
              + " of the header, "
              + quote(nameless.get())
              + ", is no metric name: "
              + Rules.NAME);
    } else if (format == Format.WIDE && metrics.isEmpty()) {
      throw invalid(
          "the header has neither metric_name and value (long format) nor a column of a metric"
              + " of a GPU (wide format)");
    } else if (metrics.size() > MAX_METRICS) {
      throw invalid(
          "the header has " + metrics.size() + " metric columns; most are " + MAX_METRICS);
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
    return format == Format.LONG && place(Column.GPU_ID) >= columns.size() && hasComponents();
  }

  private boolean hasComponents() {
    return columns.stream().anyMatch(name -> name.equalsIgnoreCase("component"));
  }

  /** Whether rows have no time of their own: it is given for all of them. */
  private boolean isTimeless() {
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
    filled.forEach(one -> all.add(one.column().title()));
    return all;
  }

  /** Columns that are filled where the file has none, or a blank. */
  List<Filled> filled() {
    return filled;
  }

  /** The column of that name that the file does not have, and nothing was given for. */
  public Optional<Column> filledColumn(String title) {
    return filled.stream()
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
    return unreadable;
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
    return metrics.stream().map(FieldName::metric).toList();
  }

  /** The names of {@link #metrics()}, as they were sent. */
  List<FieldName> metricNames() {
    return metrics;
  }

  /** How many values a row carries: one if long, one a metric column if wide. */
  public int valuesPerRow() {
    return format == Format.LONG ? 1 : metrics.size();
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
    return places.getOrDefault(column, -1);
  }

  /** Index of each column of values. */
  int[] valuePlaces() {
    return format == Format.LONG ? new int[] {place(Column.VALUE)} : metricPlaces();
  }

  /** Index of the column of each of {@link #metrics()}. */
  int[] metricPlaces() {
    return metricPlaces.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The header that a line below this one is, where files were put together; empty when it is a
   * row.
   *
   * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive)
   * @throws InvalidInputException with field {@code csv} when it is meant as a header, and none
   */
  public Optional<CsvHeader> below(byte[] bytes, int from, int to) {
    String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    boolean mentionsTimes = isTimeless() || TIME.matcher(line).find();
    if (lines != null || !mentionsTimes) {
      return Optional.empty();
    }
    return Stream.concat(Stream.of(dialect), OTHERS.stream())
        .filter(separated -> isHeader(line, separated))
        .findFirst()
        .map(separated -> parse(line, separated, given));
  }

  /** Whether the line names columns, and has no time where the rows under this header have it. */
  private boolean isHeader(String line, Dialect separated) {
    List<String> names;
    try {
      names = split(line.startsWith("\uFEFF") ? line.substring(1) : line, separated);
    } catch (InvalidInputException e) {
      return false;
    }
    int time = place(Column.TIMESTAMP);
    if (isTimeless()) {
      return names.size() > 1 && names.stream().allMatch(CsvHeader::isName);
    }
    boolean noTime = time >= names.size() || !names.get(time).matches("[-+\\d].*");
    return noTime
        && names(names, Column.TIMESTAMP)
        && Stream.of(Column.GPU_ID, Column.LABELS_RAW, Column.UUID, Column.PCI_BUS_ID)
            .anyMatch(column -> names(names, column));
  }

  /** Whether a text is the name of a column or of a field. */
  public static boolean isName(String name) {
    return Column.of(name).isPresent()
        || Column.isText(name)
        || Fields.named(name).field().isPresent();
  }

  private static boolean names(List<String> names, Column column) {
    return names.stream().anyMatch(name -> Column.of(name).filter(column::equals).isPresent());
  }

  private static List<String> split(String text, Dialect dialect) {
    try {
      return CsvReader.builder()
          .fieldSeparator(dialect.separator())
          .allowUnclosedQuote(false)
          .ofSingleCsvRecord(text.startsWith("#") ? text.substring(1) : text)
          .getFields()
          .stream()
          .map(String::strip)
          .toList();
    } catch (CsvParseException e) {
      throw invalid("the header is not one line of CSV: " + e.getMessage());
    }
  }

  /** Where a file has a date and a time of day in two columns, there they are; else −1. */
  private void findDate() {
    List<String> keys = columns.stream().map(Column::key).toList();
    if (keys.contains("date") && keys.contains("time") && !keys.contains("timestamp")) {
      datePlace = keys.indexOf("date");
      timePlace = keys.indexOf("time");
    }
  }

  /** Where the date of a row is, whose time of day is elsewhere; else −1. */
  int datePlace() {
    return datePlace;
  }

  /** Where the time of day of a row is, whose date is elsewhere; else −1. */
  int timePlace() {
    return timePlace;
  }

  /**
   * Whether what is given may make one host of several, or one GPU: then the rows must be read in
   * one go.
   */
  public boolean mayMerge() {
    return mayMergeHosts() || mayMergeGpus();
  }

  /**
   * Whether all rows have the host that is given, and may say that they were scraped at several.
   */
  private boolean mayMergeHosts() {
    boolean own = columns.stream().map(Column::of).anyMatch(Optional.of(Column.HOSTNAME)::equals);
    return given.host() != null && !own && (has(Column.INSTANCE) || has(Column.LABELS_RAW));
  }

  /** Whether rows may have the GPU that is given, and say that they are of several. */
  private boolean mayMergeGpus() {
    return given.gpu() != null
        && (Stream.of(Column.MODEL_NAME, Column.DEVICE, Column.LABELS_RAW).anyMatch(this::has)
            || columns.stream().map(Column::of).anyMatch(Optional.of(Column.GPU_ID)::equals)
            || serialPlace() >= 0);
  }

  /** Where the serial number of the GPU is; else −1. */
  int serialPlace() {
    List<String> keys = columns.stream().map(Column::key).toList();
    return Stream.of("serial", "gpuserial", "serialnumber", "boardserial")
        .mapToInt(keys::indexOf)
        .filter(place -> place >= 0)
        .findFirst()
        .orElse(-1);
  }

  /** What columns of InfluxDB's there are. */
  Influx influx() {
    return influx;
  }

  /** Where a second column of GPUs is, one of which may be of models; else −1. */
  int otherGpuPlace() {
    return otherGpuPlace;
  }

  /** Where the metric may be called by its name, in a file without a column of metrics; else −1. */
  int namePlace() {
    return namePlace;
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

  private void findPlaces() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      int place = i;
      Optional<Column> known = Column.of(name);
      if (known.isPresent() && known.get().isRemark()) {
        continue;
      }
      known.ifPresent(column -> put(column, place));
      if (!name.isEmpty() && !seen.add(name)) {
        throw invalid("the header names the column " + quote(name) + " twice");
      }
    }
  }

  /** Places a column. Another tool's name for it counts where its own is not there. */
  private void put(Column column, int place) {
    Integer before = places.putIfAbsent(column, place);
    if (before == null) {
      return;
    }
    int rank = Column.rank(column, columns.get(place));
    int rankBefore = Column.rank(column, columns.get(before));
    if (rank < rankBefore) {
      places.put(column, place);
    }
    if (column == Column.GPU_ID) {
      otherGpuPlace = rank < rankBefore ? before : place;
    }
    if (rank != rankBefore || rank > 0) {
      return;
    }
    throw invalid(
        "the header names the column "
            + column.title()
            + " twice: "
            + quote(columns.get(before))
            + " and "
            + quote(columns.get(place)));
  }

  private boolean has(Column column) {
    return place(column) >= 0;
  }

  /** Makes places for what the file does not have and something else says. */
  private void fill() {
    boolean labelled = has(Column.LABELS_RAW);
    boolean scraped = labelled || has(Column.INSTANCE);
    if (given.host() != null || (scraped && !has(Column.HOSTNAME))) {
      fill(Column.HOSTNAME, given.host());
    }
    boolean named = has(Column.DEVICE) || has(Column.UUID) || has(Column.PCI_BUS_ID);
    boolean gpuGiven = given.gpu() != null && !hasComponents();
    if (gpuGiven || (!has(Column.GPU_ID) && (labelled || named))) {
      fill(Column.GPU_ID, gpuGiven ? given.gpu() : null);
    }
    if (otherGpuPlace >= 0) {
      fill(Column.GPU_ID, null);
      if (!has(Column.MODEL_NAME)) {
        fill(Column.MODEL_NAME, null);
      }
    }
    if (format == Format.LONG && !has(Column.METRIC_NAME)) {
      namePlace = columns.stream().map(Column::key).toList().indexOf("name");
    }
    if (format == Format.LONG && (given.metric() != null || namePlace >= 0 || influx.hasFields())) {
      fill(Column.METRIC_NAME, given.metric());
    }
    if (datePlace >= 0) {
      filled.add(new Filled(Column.TIMESTAMP, -1, given.time() == null ? "" : given.time()));
      places.put(Column.TIMESTAMP, columns.size() + filled.size() - 1);
    } else if (given.time() != null) {
      fill(Column.TIMESTAMP, given.time());
    }
  }

  private void fill(Column column, String text) {
    filled.add(new Filled(column, place(column), text == null ? "" : text));
    places.put(column, columns.size() + filled.size() - 1);
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

  private void findMetrics() {
    for (int i = 0; i < columns.size(); i++) {
      if (isMetric(columns.get(i)) && !labelColumns.isAt(i)) {
        findMetric(columns.get(i), i);
      }
    }
  }

  private void findMetric(String name, int place) {
    Optional<FieldName> metric = Fields.ofColumn(name);
    if (metric.isPresent() && !OtherEntities.isFamily(metric.get().metric())) {
      metrics.add(metric.get());
      metricPlaces.add(place);
    } else {
      unreadable.add(name);
    }
  }

  private boolean isMetric(String name) {
    return !name.isEmpty()
        && !influx.isOwn(name)
        && Column.of(name).isEmpty()
        && !Column.isText(name);
  }

  private static String quote(String name) {
    return '"' + (name.length() > 100 ? name.substring(0, 100) + "…" : name) + '"';
  }

  private static InvalidInputException invalid(String message) {
    return new InvalidInputException(FIELD, message);
  }
}
