package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.csv.Series.Metric;

/** Wide format: one column a metric. A value that is no number spoils only itself. */
final class WideValues implements ValueReader {

  private final int[] places;
  private final Metric[] metrics;

  WideValues(CsvHeader header) {
    this.places = header.metricPlaces();
    List<String> names = header.metrics();
    this.metrics = new Metric[names.size()];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = new Metric(i, names.get(i));
    }
  }

  @Override
  public boolean readKnown(LineReader lines, Tally tally) {
    return false;
  }

  @Override
  public void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally) {
    for (int i = 0; i < metrics.length; i++) {
      int from = row.start(places[i]);
      int to = row.end(places[i]);
      double value = Numbers.parse(row.text(), from, to);
      if (!Double.isNaN(value)) {
        gpu.series(metrics[i]).add(time, value);
        tally.accept();
        if (Numbers.isInexact(row.text(), from, to, value)) {
          tally.inexact();
        }
      } else if (Numbers.isMissing(row.text(), from, to)) {
        tally.miss();
      } else {
        tally.reject(line, ValueReader.noNumber(places[i]), 1);
      }
    }
  }
}
