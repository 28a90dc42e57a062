package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.csv.Series.Metric;
import nexus.telemetry.fields.FieldName;

/**
 * Wide format: one column a metric. A value that is no number spoils only itself. Of two columns
 * that name one field, the later one stands.
 */
final class WideValues implements ValueReader {

  private final int[] places;
  private final Metric[] metrics;
  private final List<String> unreadable;

  WideValues(CsvHeader header) {
    this.places = header.metricPlaces();
    this.unreadable = header.unreadable();
    List<FieldName> names = header.metricNames();
    Map<String, Integer> numbers = new HashMap<>();
    this.metrics = new Metric[names.size()];
    for (int i = 0; i < metrics.length; i++) {
      FieldName name = names.get(i);
      Integer before = numbers.putIfAbsent(name.metric(), i);
      metrics[i] = new Metric(before == null ? i : before, name, name.metric());
    }
  }

  @Override
  public boolean readKnown(LineReader lines, Tally tally) {
    return false;
  }

  @Override
  public void read(LineReader line, RowFields row, GpuRows gpu, long time, Tally tally) {
    for (int i = 0; i < unreadable.size(); i++) {
      tally.ignore(unreadable.get(i));
    }
    for (int i = 0; i < metrics.length; i++) {
      try {
        double value = ValueReader.value(row, places[i], metrics[i].name());
        add(gpu, metrics[i], time, value, tally);
        if (!Double.isNaN(value) && ValueReader.isInexact(row, places[i])) {
          tally.inexact();
        }
      } catch (RowRejected e) {
        tally.reject(line, e, 1);
      }
    }
  }

  private static void add(GpuRows gpu, Metric metric, long time, double value, Tally tally) {
    if (Double.isNaN(value)) {
      tally.miss();
    } else {
      gpu.add(gpu.series(metric), time, value);
      tally.accept();
    }
  }
}
