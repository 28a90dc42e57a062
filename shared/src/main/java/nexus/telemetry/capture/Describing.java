package nexus.telemetry.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.capture.CaptureReport.Missing;
import nexus.telemetry.csv.Column;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SampleTimes;

/** Says in words what a file was taken for, and what it lacks. */
final class Describing {

  private Describing() {}

  static CaptureReport report(Shape shape) {
    CsvHeader header = shape.header();
    List<CaptureReport.Column> columns = new ArrayList<>();
    if (header.isDelimited()) {
      header.columns().forEach(name -> columns.add(column(name, header)));
    }
    return new CaptureReport(
        shape.kind().word(),
        shape.kind().words(),
        header.isDelimited() ? String.valueOf(header.dialect().separator()) : null,
        "UTF-8",
        columns,
        List.of());
  }

  private static CaptureReport.Column column(String name, CsvHeader header) {
    Optional<Column> known = Column.of(name);
    if (name.isEmpty() || known.filter(Column::isRemark).isPresent()) {
      return new CaptureReport.Column(name, null, "ignored", null);
    } else if (known.isPresent()) {
      return new CaptureReport.Column(name, known.get().title(), as(known.get()), null);
    } else if (Column.isText(name) || header.format() == CsvHeader.Format.LONG) {
      return new CaptureReport.Column(name, null, "ignored", null);
    }
    FieldName field = Fields.named(name);
    boolean metric = field.field().isPresent();
    if (!metric && !Names.isValid(field.metric())) {
      return new CaptureReport.Column(name, null, "unknown", null);
    }
    return new CaptureReport.Column(name, field.metric(), "metric", null);
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
  static Missing missing(Column column) {
    return switch (column) {
      case HOSTNAME -> new Missing("host name", "host", "host=NAME, such as host=node01");
      case METRIC_NAME ->
          new Missing(
              "name of the metric", "metric", "metric=NAME, such as metric=gpu_utilization");
      case TIMESTAMP -> new Missing("time", "time", "time=TIME, such as time=2026-11-28T20:00:00Z");
      case GPU_ID ->
          new Missing(
              "index or UUID of the GPU",
              "columns",
              "a column gpu_id, or the names of all columns, such as columns=timestamp,gpu_id,…");
      default ->
          new Missing(
              "column " + column.title(),
              "columns",
              "the names of all columns, such as columns=timestamp,gpu_id,value,…");
    };
  }

  /** How the zone of local times is given. */
  static Missing zone() {
    return new Missing("zone of its times", SampleTimes.ZONE, "tz=Europe/Berlin, or tz=UTC");
  }

  /** Whether the first row's time is a local one. */
  static boolean lacksZone(Shape shape) {
    int place =
        shape.header().columns().stream()
            .map(Column::of)
            .toList()
            .indexOf(Optional.of(Column.TIMESTAMP));
    if (place < 0 || shape.firstRow() == null || !shape.header().isDelimited()) {
      return false;
    }
    List<String> fields = Delimited.split(shape.firstRow(), shape.header().dialect().separator());
    return place < fields.size() && isLocal(fields.get(place));
  }

  private static boolean isLocal(String time) {
    try {
      SampleTimes.of(Optional.empty()).read(time.toCharArray(), 0, time.length());
      return false;
    } catch (InvalidInputException e) {
      return e.field().equals(SampleTimes.ZONE);
    }
  }
}
