package nexus.telemetry.capture.file;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nexus.telemetry.capture.file.CaptureReport.Missing;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.Dialect;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.Nearest;
import nexus.telemetry.fields.OtherEntities;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/** Says in words what a file was taken for, and what it lacks. */
public final class Describing {

  private static final String ENCODING = "UTF-8";

  private static final Nearest TITLES =
      new Nearest(Stream.of(Column.values()).map(Column::title).toList());

  private Describing() {}

  public static CaptureReport report(Shape shape) {
    CsvHeader header = shape.header();
    Kind kind = shape.kind();
    if (shape.isDelimited() && shape.columns() == null) {
      List<CaptureReport.Column> columns =
          IntStream.range(0, header.columns().size()).mapToObj(i -> column(header, i)).toList();
      return report(kind, header.dialect(), columns);
    }
    String separator = shape.isSeparated() ? String.valueOf(header.dialect().separator()) : null;
    List<CaptureReport.Column> columns = shape.columns() == null ? List.of() : shape.columns();
    return new CaptureReport(
        kind.word(), kind.words(), separator, ENCODING, List.of(), columns, List.of());
  }

  /** A file whose header cannot be read. */
  public static CaptureReport ofNames(Kind kind, Dialect dialect, List<String> names) {
    return report(kind, dialect, names.stream().map(Describing::column).toList());
  }

  private static CaptureReport report(
      Kind kind, Dialect dialect, List<CaptureReport.Column> columns) {
    return new CaptureReport(
        kind.word(),
        kind.words(),
        String.valueOf(dialect.separator()),
        ENCODING,
        List.of(),
        columns,
        List.of());
  }

  /** In a long file columns that are nothing else hold labels, a unit, or remarks. */
  private static CaptureReport.Column column(CsvHeader header, int place) {
    String name = header.columns().get(place);
    Optional<String> label = header.label(place);
    if (label.isPresent()) {
      return new CaptureReport.Column(name, label.get(), "label", null);
    } else if (header.format() != CsvHeader.Format.LONG || Column.of(name).isPresent()) {
      return column(name);
    }
    String as = header.unitPlace() == place ? "unit" : "ignored";
    return new CaptureReport.Column(name, null, as, null);
  }

  private static CaptureReport.Column column(String name) {
    Optional<Column> column = Column.of(name);
    if (name.isEmpty() || column.filter(Column::isRemark).isPresent()) {
      return new CaptureReport.Column(name, null, "ignored", null);
    } else if (column.isPresent()) {
      return new CaptureReport.Column(name, column.get().title(), as(column.get()), null);
    } else if (Column.isText(name)) {
      return new CaptureReport.Column(name, null, "ignored", null);
    }
    Optional<FieldName> metric = Fields.ofColumn(name);
    if (metric.map(FieldName::metric).filter(OtherEntities::isFamily).isPresent()) {
      return new CaptureReport.Column(name, null, "ignored", null);
    }
    boolean known = metric.flatMap(FieldName::field).isPresent();
    String nearest = known ? null : nearest(name);
    return metric.isPresent()
        ? metric(name, metric.get(), nearest)
        : new CaptureReport.Column(name, null, "unknown", nearest);
  }

  private static CaptureReport.Column metric(String name, FieldName metric, String nearest) {
    String unit = Fields.unit(metric.metric());
    Double factor = metric.factor() == 1 ? null : metric.factor();
    return new CaptureReport.Column(
        name, metric.metric(), "metric", unit.isEmpty() ? null : unit, factor, nearest);
  }

  /** The column or field that is meant; null where nothing is near. */
  private static String nearest(String name) {
    String last = name.substring(name.lastIndexOf(' ') + 1);
    return TITLES
        .to(name)
        .or(() -> Fields.nearest(name))
        .or(() -> name.equals(last) ? Optional.empty() : Column.of(last).map(Column::title))
        .orElse(null);
  }

  private static String as(Column column) {
    return switch (column) {
      case TIMESTAMP -> "time";
      case GPU_ID, GPU_I_ID -> "gpu";
      case HOSTNAME -> "host";
      case METRIC_NAME -> "metric";
      case VALUE -> "value";
      case LABELS_RAW -> "label";
      default -> "fact";
    };
  }

  /** How a column that is missing is given. */
  public static Missing missing(Column column, Shape shape) {
    return column == Column.TIMESTAMP && shape.time() != null ? shape.time() : missing(column);
  }

  private static Missing missing(Column column) {
    return switch (column) {
      case HOSTNAME -> new Missing("host name", "host", "host=NAME, such as host=node01");
      case METRIC_NAME ->
          new Missing(
              "name of the metric", "metric", "metric=NAME, such as metric=gpu_utilization");
      case TIMESTAMP -> new Missing("time", "time", "time=TIME, such as time=2026-11-28T20:00:00Z");
      case GPU_ID ->
          new Missing(
              "index or UUID of the GPU",
              "gpu",
              "gpu=INDEX where all rows are of one GPU, such as gpu=0, else a column gpu_id in the"
                  + " file");
      default ->
          new Missing(
              "column " + column.title(),
              "csv",
              "a column " + column.title() + " in the file, called so in its header");
    };
  }

  /**
   * What a file lacks that has no header: the names of its columns, the host unless one of them is,
   * and the zone where its first line has a local time.
   */
  public static List<Missing> missingHeader(
      CsvHeader first, Set<Column> lacking, boolean withoutZone) {
    List<Missing> missing = new ArrayList<>();
    if (lacking.isEmpty()) {
      return missing;
    }
    missing.add(
        new Missing(
            "header", "columns", "columns=NAMES, such as columns=timestamp,index,utilization.gpu"));
    if (lacking.contains(Column.HOSTNAME)) {
      missing.add(new Missing("host name", "host", "host=NAME unless a column names the host"));
    }
    if (withoutZone && first.columns().stream().anyMatch(Describing::isLocal)) {
      missing.add(zone());
    }
    return missing;
  }

  /** How the zone of local times is given. */
  public static Missing zone() {
    return new Missing("zone of its times", SampleTimes.ZONE, "tz=Europe/Berlin, or tz=UTC");
  }

  /** Whether a text is a time. */
  public static boolean isTime(String text) {
    try {
      long unused =
          SampleTimes.of(Optional.of(ZoneOffset.UTC)).read(text.toCharArray(), 0, text.length());
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** Whether a text is a time that needs a zone. */
  public static boolean isLocal(String time) {
    try {
      SampleTimes.of(Optional.empty()).read(time.toCharArray(), 0, time.length());
      return false;
    } catch (InvalidInputException e) {
      return e.field().equals(SampleTimes.ZONE);
    }
  }
}
