package nexus.telemetry.csv;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import nexus.telemetry.csv.gpus.FileTerms;
import nexus.telemetry.csv.gpus.GivenValues;
import nexus.telemetry.csv.gpus.GpuRows;
import nexus.telemetry.csv.gpus.Series;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SeriesName;

/**
 * Wide format: one column a metric. A value that is no number spoils only itself. Of two columns
 * that name one field, the later one stands. Labels are those of all values of the row.
 */
final class WideValues implements ValueReader {

  private final int[] places;
  private final Metric[] metrics;
  private final List<String> unreadable;
  private final Influx influx;
  private final List<String> columns;

  /** What a row says that tells its series from others of its columns. */
  private record Told(String measurement, SortedMap<String, String> labels) {}

  /** Finds the labels that tell series apart; null where no row has any. */
  private final SeriesLabels labels;

  private final LastUnit unit;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Told, Metric[]> told = new HashMap<>();

  /** Characters of the names added since the last chunk. */
  private int freshCharacters;

  /** Where a row says who wrote it; else −1. */
  private final int worker;

  private FileTerms file;

  WideValues(CsvHeader header, FileTerms file) {
    this.file = file;
    this.worker = DescribingColumns.of(header.columns()).worker();
    this.places = header.metricPlaces();
    this.unreadable = header.unreadable();
    this.influx = header.influx();
    this.columns = header.columns();
    this.unit = new LastUnit(header);
    boolean mayDiffer = header.place(Column.LABELS_RAW) >= 0 || !header.labelColumns().isEmpty();
    this.labels = mayDiffer ? new SeriesLabels(header) : null;
    List<FieldName> names = header.metricNames();
    this.metrics = new Metric[names.size()];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = metric(names.get(i), names.get(i).metric());
    }
  }

  private Metric metric(FieldName name, String series) {
    return new Metric(numbers.computeIfAbsent(series, fresh -> numbers.size()), name, series);
  }

  @Override
  public void begin(FileTerms other) {
    file = other;
  }

  @Override
  public boolean readKnown(LineReader lines, Tally tally) {
    return false;
  }

  @Override
  public void endChunk() {
    freshCharacters = 0;
  }

  @Override
  public void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally)
      throws RowRejected {
    SortedMap<String, String> found =
        labels == null ? Collections.emptySortedMap() : gpu.facts().seriesLabels(row, labels);
    Metric[] series = series(influx.isMeasured() ? influx.measurement(row) : "", found);
    for (int i = 0; i < unreadable.size(); i++) {
      tally.ignore(unreadable.get(i));
    }
    boolean given = GivenValues.concern(row);
    for (int i = 0; i < series.length; i++) {
      try {
        double value = ValueReader.value(row, places[i], series[i].name());
        if (unit.isAt(places[i]) && !Double.isNaN(value)) {
          unit.check(line, row, i);
        }
        if (given && places[i] != worker && !Double.isNaN(value)) {
          file.values().check(gpu, series[i], columns.get(places[i]), time, value, row, places[i]);
        }
        add(gpu, series[i], places[i], time, value, tally);
        if (!Double.isNaN(value) && ValueReader.isInexact(row, places[i])) {
          tally.inexact();
        }
      } catch (RowRejected e) {
        tally.reject(line, e, 1);
      }
    }
  }

  /** The series of the row's metrics that its labels tell from their others. */
  private Metric[] series(String measurement, SortedMap<String, String> found) throws RowRejected {
    if (measurement.isEmpty() && found.isEmpty()) {
      return metrics;
    }
    Told key = new Told(measurement, found);
    Metric[] known = told.get(key);
    if (known != null) {
      return known;
    }
    Metric[] fresh = new Metric[metrics.length];
    for (int i = 0; i < fresh.length; i++) {
      FieldName name = measured(measurement, i);
      String series = new SeriesName(name.metric(), found).text();
      freshCharacters += series.length();
      if (freshCharacters > Rules.MAX_NAME_CHARACTERS) {
        throw new RowRejected(
            RowRejected.WHOLE_ROW,
            "the names of the chunk's metrics have more than "
                + Rules.MAX_NAME_CHARACTERS
                + " characters");
      }
      fresh[i] = metric(name, series);
    }
    told.put(key, fresh);
    return fresh;
  }

  /** The metric of a column; of no field, and with a measurement, the measurement's own. */
  private FieldName measured(String measurement, int i) throws RowRejected {
    if (measurement.isEmpty()) {
      return metrics[i].name();
    }
    FieldName name = Fields.named(Influx.metric(measurement, columns.get(places[i])));
    if (!Names.isValid(name.metric())) {
      throw new RowRejected(places[i], "the measurement with its field is no name: " + Rules.NAME);
    }
    return name;
  }

  private static void add(
      GpuRows gpu, Metric metric, int place, long time, double value, Tally tally)
      throws RowRejected {
    if (Double.isNaN(value)) {
      tally.miss();
      return;
    }
    Series series = gpu.series(metric);
    if (series == null) {
      throw new RowRejected(
          place, "the GPU has more than " + Rules.MAX_METRICS + " metrics in the chunk");
    }
    gpu.add(series, time, value);
    tally.accept();
  }
}
