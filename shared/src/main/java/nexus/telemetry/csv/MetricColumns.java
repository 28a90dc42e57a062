package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.OtherEntities;

/**
 * Columns of metrics, which a wide file has.
 *
 * @param names the metrics, in the file's order
 * @param places where the column of each is
 * @param unreadable columns of no metric that can be named, or of something else than GPUs; they
 *     are not read
 */
record MetricColumns(List<FieldName> names, List<Integer> places, List<String> unreadable) {

  /** Those of a file that has none. */
  static MetricColumns none() {
    return new MetricColumns(List.of(), List.of(), List.of());
  }

  /** All columns that nothing else has a use for. */
  static MetricColumns of(List<String> columns, LabelColumns labels, Influx influx) {
    List<FieldName> names = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (labels.isAt(i) || !isMetric(name, influx)) {
        continue;
      }
      Optional<FieldName> metric = Fields.ofColumn(name);
      if (metric.isPresent() && !OtherEntities.isFamily(metric.get().metric())) {
        names.add(metric.get());
        places.add(i);
      } else {
        unreadable.add(name);
      }
    }
    return new MetricColumns(names, places, unreadable);
  }

  private static boolean isMetric(String name, Influx influx) {
    return !name.isEmpty()
        && !influx.isOwn(name)
        && Column.of(name).isEmpty()
        && !Column.isText(name);
  }
}
