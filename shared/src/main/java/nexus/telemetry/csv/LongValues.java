package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import nexus.telemetry.csv.gpus.FileTerms;
import nexus.telemetry.csv.gpus.GpuRows;
import nexus.telemetry.csv.gpus.Holdings;
import nexus.telemetry.csv.gpus.RowTemplates;
import nexus.telemetry.csv.gpus.Series;
import nexus.telemetry.csv.gpus.Series.Metric;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.numbers.Numbers;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.csv.rows.SliceMap;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.model.SeriesName;

/** Long format: the row names its metric and carries one value. */
final class LongValues implements ValueReader {

  /** Bytes of a name besides its characters, about. */
  private static final int NAME_BYTES = 120;

  private final int metricPlace;
  private final int valuePlace;

  /** Place of a column of units; −1 where there is none. */
  private final int unitPlace;

  private final SliceMap<Metric> metrics = new SliceMap<>();

  /** Metrics by name and unit, where units have a column. */
  private final Map<String, Metric> inUnits = new HashMap<>();

  private final Map<String, Integer> numbers = new HashMap<>();
  private final LastUnit unit;
  private final SeriesLabels labels;
  private final RowTemplates templates;
  private final Holdings holdings;
  private FileTerms file;

  /** Characters of the names added since the last chunk. */
  private int freshCharacters;

  LongValues(CsvHeader header, SampleTimes times, FileTerms file, Holdings holdings) {
    this.holdings = holdings;
    this.file = file;
    this.metricPlace = header.place(Column.METRIC_NAME);
    this.valuePlace = header.place(Column.VALUE);
    this.unitPlace = header.unitPlace();
    this.unit = new LastUnit(header);
    this.labels = new SeriesLabels(header);
    this.templates = new RowTemplates(layout(header), times, file, holdings);
  }

  private static RowTemplates.Layout layout(CsvHeader header) {
    int value = header.place(Column.VALUE);
    boolean comparable = !header.isDelimited() || value < header.columns().size();
    return new RowTemplates.Layout(
        header.isDelimited(),
        header.place(Column.TIMESTAMP),
        comparable ? value : -1,
        header.dialect().separator(),
        header.dialect().mayHaveDecimalComma());
  }

  @Override
  public void begin(FileTerms other) {
    file = other;
    templates.begin(other);
  }

  @Override
  public boolean readKnown(LineReader lines, Tally tally) {
    if (!templates.read(lines)) {
      return false;
    }
    tally.row(1);
    tally.accept();
    if (templates.isInexact()) {
      tally.inexact();
    }
    return true;
  }

  @Override
  public void endChunk() {
    templates.endChunk();
    freshCharacters = 0;
  }

  @Override
  public void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally)
      throws RowRejected {
    Metric metric =
        series(unitPlace < 0 ? metric(row) : inUnit(row), gpu.facts().seriesLabels(row, labels));
    double value = ValueReader.value(row, valuePlace, metric.name());
    if (Double.isNaN(value)) {
      tally.miss();
      return;
    } else if (unit.isAt(valuePlace)) {
      unit.check(line, row, metric.number());
    }
    Series series = gpu.series(metric);
    if (series == null) {
      throw new RowRejected(
          metricPlace, "the GPU has more than " + Rules.MAX_METRICS + " metrics in the chunk");
    }
    boolean given = row.described() != null; // what tells workers apart tells series apart, too
    if (given) {
      String name = row.string(metricPlace);
      file.values().check(gpu, metric, name, time, value, row, valuePlace);
    }
    gpu.add(series, time, value);
    tally.accept();
    if (ValueReader.isInexact(row, valuePlace)) {
      tally.inexact();
    }
    if (!given && isPlain(row)) {
      templates.learn(line, row, gpu, series, metric);
    }
  }

  /** Whether no unit stands behind the value: a row like one with a unit has another length. */
  private boolean isPlain(RowFields row) {
    return Numbers.isDigit(row.text()[row.end(valuePlace) - 1]);
  }

  private Metric metric(RowFields row) throws RowRejected {
    int from = row.start(metricPlace);
    int to = row.end(metricPlace);
    Metric metric = metrics.get(row.text(), from, to);
    if (metric == null) {
      if (from == to) {
        throw new RowRejected(metricPlace, "the metric name is missing");
      }
      String name = row.string(metricPlace);
      FieldName field = Fields.named(name);
      if (!Names.isValid(field.metric())) {
        throw new RowRejected(metricPlace, noName(name));
      }
      if (freshCharacters + name.length() > Rules.MAX_NAME_CHARACTERS) {
        throw tooManyNames();
      }
      added(name);
      metric = new Metric(number(field.metric()), field, field.metric());
      metrics.add(row.text(), from, to, metric);
    }
    return metric;
  }

  private static String noName(String name) {
    boolean labelled = name.indexOf('{') > 0 || name.indexOf('=') > 0;
    return "the metric name is no name: "
        + (labelled
            ? "it looks like a series with its labels; these belong into a column labels, and a name is "
            : "")
        + Rules.NAME;
  }

  /** The metric in the unit that stands beside it, as if it stood in brackets behind the name. */
  private Metric inUnit(RowFields row) throws RowRejected {
    Metric plain = metric(row);
    int from = row.start(unitPlace);
    int to = row.end(unitPlace);
    if (MissingWords.is(row.text(), from, to)) {
      return plain;
    }
    String name = row.string(metricPlace) + " [" + row.string(unitPlace) + "]";
    Metric known = inUnits.get(name);
    if (known == null) {
      FieldName found = Fields.named(name);
      boolean same = found.metric().equals(plain.name().metric());
      if (!same && plain.name().field().isPresent()) {
        throw new RowRejected(unitPlace, "the unit is none of the metric's");
      } else if (!Names.isValid(found.metric())) {
        throw new RowRejected(
            unitPlace, "the metric with its unit is no name: a name is " + Rules.NAME);
      } else if (freshCharacters + name.length() > Rules.MAX_NAME_CHARACTERS) {
        throw tooManyNames();
      }
      added(name);
      known = new Metric(number(found.metric()), found, found.metric());
      inUnits.put(name, known);
    }
    return known;
  }

  /** The series of the metric that the row's labels tell from its others. */
  private Metric series(Metric metric, SortedMap<String, String> found) throws RowRejected {
    if (found.isEmpty()) {
      return metric;
    }
    String series = new SeriesName(metric.series(), found).text();
    if (!numbers.containsKey(series)) {
      if (freshCharacters + series.length() > Rules.MAX_NAME_CHARACTERS) {
        throw tooManyNames();
      }
      added(series);
    }
    return new Metric(number(series), metric.name(), series);
  }

  private void added(String name) {
    freshCharacters += name.length();
    holdings.keep(NAME_BYTES + 2L * name.length());
  }

  private RowRejected tooManyNames() {
    return new RowRejected(
        metricPlace,
        "the names of the chunk's metrics have more than "
            + Rules.MAX_NAME_CHARACTERS
            + " characters");
  }

  private int number(String canonical) {
    return numbers.computeIfAbsent(canonical, name -> numbers.size());
  }
}
