package nexus.telemetry.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import nexus.telemetry.csv.Series.Metric;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.model.SeriesName;

/**
 * Wide format: one column a metric. A value that is no number spoils only itself. Of two columns
 * that name one field, the later one stands. Labels are those of all values of the row.
 */
final class WideValues implements ValueReader {

  private final int[] places;
  private final Metric[] metrics;
  private final List<String> unreadable;

  /** Finds the labels that tell series apart; null where no row has any. */
  private final SeriesLabels labels;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<SortedMap<String, String>, Metric[]> labelled = new HashMap<>();

  /** Characters of the names added since the last chunk. */
  private int freshCharacters;

  WideValues(CsvHeader header) {
    this.places = header.metricPlaces();
    this.unreadable = header.unreadable();
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
    Metric[] series = labels == null ? metrics : series(gpu.facts().seriesLabels(row, labels));
    for (int i = 0; i < unreadable.size(); i++) {
      tally.ignore(unreadable.get(i));
    }
    for (int i = 0; i < series.length; i++) {
      try {
        double value = ValueReader.value(row, places[i], series[i].name());
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
  private Metric[] series(SortedMap<String, String> found) throws RowRejected {
    if (found.isEmpty()) {
      return metrics;
    }
    Metric[] known = labelled.get(found);
    if (known != null) {
      return known;
    }
    Metric[] fresh = new Metric[metrics.length];
    for (int i = 0; i < fresh.length; i++) {
      FieldName name = metrics[i].name();
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
    labelled.put(found, fresh);
    return fresh;
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
