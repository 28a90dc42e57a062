package nexus.telemetry.csv;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.Numbers;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuId;

/**
 * Columns of InfluxDB's CSV. A measurement has fields, and both together are a metric.
 *
 * <pre>
 * name,tags,time,field,field                             what influx -format csv writes
 * name,time,field,tag,field                              the same, of a query without GROUP BY
 * ,result,table,_start,_stop,_time,_value,_field,_measurement,tag     annotated CSV of Flux
 * ,result,table,_start,_stop,_time,_measurement,tag,field             the same, pivoted
 * </pre>
 */
final class Influx {

  private static final String NAME = "name";
  private static final String TIME = "time";
  private static final String MEASUREMENT = "_measurement";
  private static final String FIELD = "_field";

  /** Columns of annotated CSV that are neither tags nor fields. */
  private static final Set<String> OWN =
      Set.of("result", "table", "_start", "_stop", MEASUREMENT, FIELD);

  private static final List<String> ANNOTATIONS = List.of("#datatype", "#group", "#default");

  /** Fields that are all of a measurement, as Telegraf calls those of Prometheus's metrics. */
  private static final Set<String> WHOLE = Set.of("value", "gauge", "counter", "untyped");

  /** Measurements whose fields are those of GPUs, whatever they are called. */
  private static final Pattern OF_GPUS = Pattern.compile("(?i)gpu|nvidia|dcgm|cuda|smi|prometheus");

  /** As measurements are spelled, and no model is. */
  private static final Pattern SPELLED = Pattern.compile("[a-z][a-z0-9]*+(_[a-z0-9]++)++");

  private final int measurement;
  private final int field;
  private final int time;
  private final boolean annotated;
  private final boolean grouped;

  private Influx(int measurement, int field, int time, boolean annotated, boolean grouped) {
    this.measurement = measurement;
    this.field = field;
    this.time = time;
    this.annotated = annotated;
    this.grouped = grouped;
  }

  static Influx of(List<String> columns) {
    int time = columns.indexOf(TIME);
    boolean annotated =
        columns.contains("_time") && (columns.contains(MEASUREMENT) || columns.contains(FIELD));
    if (annotated) {
      return new Influx(columns.indexOf(MEASUREMENT), columns.indexOf(FIELD), -1, true, false);
    }
    boolean named = columns.size() > 2 && columns.get(0).equals(NAME);
    boolean tagged = named && columns.get(1).equals("tags") && time == 2;
    return new Influx(named && (tagged || time == 1) ? 0 : -1, -1, time, false, tagged);
  }

  /** Whether a column of that name is neither a tag nor a field. */
  boolean isOwn(String column) {
    return annotated && OWN.contains(column);
  }

  /** Whether a column says the field. */
  boolean hasFields() {
    return field >= 0;
  }

  /** Whether rows may say a measurement. */
  boolean isMeasured() {
    return measurement >= 0;
  }

  /** Whether a column says measurements, and maybe models. */
  boolean isMeasurementAt(int place) {
    return place == measurement && !annotated;
  }

  /** The measurement of a row; empty where it says none, but maybe a model. */
  String measurement(RowFields row) {
    if (measurement < 0
        || MissingWords.is(row.text(), row.start(measurement), row.end(measurement))) {
      return "";
    }
    String name = row.string(measurement);
    boolean sure =
        annotated
            || (!GpuId.isModel(name)
                && (grouped || isFine(row) || SPELLED.matcher(name).matches()));
    return sure ? name : "";
  }

  /** Whether the time is in microseconds or finer, as no spreadsheet or tool of a GPU writes it. */
  private boolean isFine(RowFields row) {
    int length = row.length(time);
    return (length == 16 || length == 19)
        && Numbers.isDigit(row.text()[row.start(time) + 4])
        && Numbers.isDigit(row.text()[row.end(time) - 1]);
  }

  /** The metric of a row that says its field. */
  String metric(RowFields row) {
    return metric(measurement(row), row.string(field));
  }

  /** The metric that a field of a measurement is. */
  static String metric(String measurement, String field) {
    String joined = SeriesLabels.spelled(measurement) + "_" + field;
    boolean own = Fields.named(field).field().isPresent();
    if (measurement.isEmpty()) {
      return field;
    } else if (WHOLE.contains(field)) {
      return measurement;
    } else if (Fields.named(joined).field().isPresent()) {
      return joined;
    } else if (field.startsWith("DCGM_") || (own && OF_GPUS.matcher(measurement).find())) {
      return field;
    }
    return joined;
  }

  /** Whether the line among the rows says something of the columns below it. */
  boolean isAnnotation(LineReader lines) {
    return annotated && ANNOTATIONS.stream().anyMatch(lines.beginning()::startsWith);
  }
}
