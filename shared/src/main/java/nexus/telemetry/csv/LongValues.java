package nexus.telemetry.csv;

import nexus.telemetry.csv.Series.Metric;
import nexus.telemetry.model.Names;

/** Long format: the row names its metric and carries one value. */
final class LongValues implements ValueReader {

  private final int metricPlace;
  private final int valuePlace;
  private final SliceMap<Metric> metrics = new SliceMap<>();
  private final RowTemplates templates;

  /** Characters of the names added since the last chunk. */
  private int freshCharacters;

  LongValues(CsvHeader header, long earliestMs, long latestMs) {
    this.metricPlace = header.place(Column.METRIC_NAME);
    this.valuePlace = header.place(Column.VALUE);
    this.templates = new RowTemplates(header, earliestMs, latestMs);
  }

  @Override
  public boolean readKnown(LineReader lines, Tally tally) {
    if (!templates.read(lines)) {
      return false;
    }
    tally.row(1);
    tally.accept();
    return true;
  }

  @Override
  public void endChunk() {
    freshCharacters = 0;
  }

  @Override
  public void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally)
      throws RowRejected {
    Metric metric = metric(row);
    int from = row.start(valuePlace);
    int to = row.end(valuePlace);
    double value = Numbers.parse(row.text(), from, to);
    if (!Double.isNaN(value)) {
      Series series = gpu.series(metric);
      if (series == null) {
        throw new RowRejected(
            metricPlace, "the GPU has more than " + Rules.MAX_METRICS + " metrics in the chunk");
      }
      series.add(time, value);
      tally.accept();
      templates.learn(line, gpu, series);
    } else if (Numbers.isMissing(row.text(), from, to)) {
      tally.miss();
    } else {
      throw ValueReader.noNumber(valuePlace);
    }
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
      if (!Names.isValid(name)) {
        throw new RowRejected(metricPlace, "the metric name is no name: " + Rules.NAME);
      }
      if (freshCharacters + name.length() > Rules.MAX_NAME_CHARACTERS) {
        throw new RowRejected(
            metricPlace,
            "the names of the chunk's metrics have more than "
                + Rules.MAX_NAME_CHARACTERS
                + " characters");
      }
      freshCharacters += name.length();
      metric = new Metric(metrics.size(), name);
      metrics.add(row.text(), from, to, metric);
    }
    return metric;
  }
}
