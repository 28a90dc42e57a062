package nexus.telemetry.csv;

import java.util.EnumMap;
import java.util.Map;
import nexus.telemetry.csv.gpus.Fact;
import nexus.telemetry.csv.gpus.FactCollector;
import nexus.telemetry.csv.gpus.MigInstance;
import nexus.telemetry.csv.rows.RowFields;

/** Finds the columns of a file that say facts. */
final class FactColumns {

  private static final Map<Fact, Column> COLUMNS =
      Map.ofEntries(
          Map.entry(Fact.UUID, Column.UUID),
          Map.entry(Fact.DEVICE, Column.DEVICE),
          Map.entry(Fact.MODEL, Column.MODEL_NAME),
          Map.entry(Fact.DRIVER, Column.DRIVER),
          Map.entry(Fact.BUS_ID, Column.PCI_BUS_ID),
          Map.entry(Fact.CONTAINER, Column.CONTAINER),
          Map.entry(Fact.POD, Column.POD),
          Map.entry(Fact.NAMESPACE, Column.NAMESPACE),
          Map.entry(Fact.INSTANCE, Column.GPU_I_ID),
          Map.entry(Fact.PROFILE, Column.GPU_I_PROFILE));

  private FactColumns() {}

  static FactCollector.Places of(CsvHeader header) {
    Map<Fact, Integer> places = new EnumMap<>(Fact.class);
    COLUMNS.forEach(
        (fact, column) -> {
          int place = header.place(column);
          if (place >= 0) {
            places.put(fact, place);
          }
        });
    return new FactCollector.Places(
        places,
        header.labelColumns().places(),
        header.place(Column.LABELS_RAW),
        (row, place) -> isMetric(header, row, place));
  }

  /** Whether a column that may hold the model has the metric. */
  private static boolean isMetric(CsvHeader header, RowFields row, int place) {
    Influx influx = header.influx();
    return (influx.isMeasurementAt(place) && !influx.measurement(row).isEmpty())
        || (place == header.namePlace() && header.isMetricName(row.string(place)));
  }

  /** Finds the MIG instances of a file's rows. */
  static MigInstance instances(CsvHeader header) {
    return new MigInstance(
        header.place(Column.GPU_I_ID),
        header.place(Column.COMPUTE_INSTANCE_ID),
        header.place(Column.UUID),
        header.place(Column.LABELS_RAW));
  }
}
