package nexus.telemetry.csv;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.telemetry.csv.FilledColumns.Filled;

/** Where each column of a file is, and which further ones are filled by something else. */
final class ColumnPlaces {

  private final List<String> columns;
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final List<Filled> filled = new ArrayList<>();
  private int date = -1;
  private int timeOfDay = -1;
  private int name = -1;
  private int otherGpu = -1;

  /**
   * @throws nexus.telemetry.model.InvalidInputException with field {@code csv} when a column is
   *     there twice
   */
  ColumnPlaces(List<String> columns) {
    this.columns = columns;
    find();
    findDate();
  }

  /** Index of a column, or −1 where the file has none. */
  int of(Column column) {
    return places.getOrDefault(column, -1);
  }

  /** Where the date of a row is, whose time of day is elsewhere; else −1. */
  int date() {
    return date;
  }

  /** Where the time of day of a row is, whose date is elsewhere; else −1. */
  int timeOfDay() {
    return timeOfDay;
  }

  /** Where the metric may be called by its name, in a file without a column of metrics; else −1. */
  int name() {
    return name;
  }

  /** Where a second column of GPUs is, one of which may be of models; else −1. */
  int otherGpu() {
    return otherGpu;
  }

  /** Columns that are filled where the file has none, or a blank. */
  List<Filled> filled() {
    return filled;
  }

  /** Whether rows say of what component they are. */
  boolean hasComponents() {
    return columns.stream().anyMatch(name -> name.equalsIgnoreCase("component"));
  }

  private void find() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      int place = i;
      Optional<Column> known = Column.of(name);
      if (known.isPresent() && known.get().isRemark()) {
        continue;
      }
      known.ifPresent(column -> put(column, place));
      if (!name.isEmpty() && !seen.add(name)) {
        throw CsvHeader.invalid("the header names the column " + CsvHeader.quote(name) + " twice");
      }
    }
  }

  /** Places a column. Another tool's name for it counts where its own is not there. */
  private void put(Column column, int place) {
    Integer before = places.putIfAbsent(column, place);
    if (before == null) {
      return;
    }
    int rank = Column.rank(column, columns.get(place));
    int rankBefore = Column.rank(column, columns.get(before));
    if (rank < rankBefore) {
      places.put(column, place);
    }
    if (column == Column.GPU_ID) {
      otherGpu = rank < rankBefore ? before : place;
    }
    if (rank != rankBefore || rank > 0) {
      return;
    }
    throw CsvHeader.invalid(
        "the header names the column "
            + column.title()
            + " twice: "
            + CsvHeader.quote(columns.get(before))
            + " and "
            + CsvHeader.quote(columns.get(place)));
  }

  private boolean has(Column column) {
    return of(column) >= 0;
  }

  /** Where a file has a date and a time of day in two columns, there they are; else −1. */
  private void findDate() {
    List<String> keys = columns.stream().map(Column::key).toList();
    if (keys.contains("date") && keys.contains("time") && !keys.contains("timestamp")) {
      date = keys.indexOf("date");
      timeOfDay = keys.indexOf("time");
    }
  }

  /** Makes places for what the file does not have and something else says. */
  void fill(Given given, CsvHeader.Format format, Influx influx) {
    boolean labelled = has(Column.LABELS_RAW);
    boolean scraped = labelled || has(Column.INSTANCE);
    if (given.host() != null || (scraped && !has(Column.HOSTNAME))) {
      fill(Column.HOSTNAME, given.host());
    }
    boolean named = has(Column.DEVICE) || has(Column.UUID) || has(Column.PCI_BUS_ID);
    boolean gpuGiven = given.gpu() != null && !hasComponents();
    if (gpuGiven || (!has(Column.GPU_ID) && (labelled || named))) {
      fill(Column.GPU_ID, gpuGiven ? given.gpu() : null);
    }
    if (otherGpu >= 0) {
      fill(Column.GPU_ID, null);
      if (!has(Column.MODEL_NAME)) {
        fill(Column.MODEL_NAME, null);
      }
    }
    if (format == CsvHeader.Format.LONG && !has(Column.METRIC_NAME)) {
      name = columns.stream().map(Column::key).toList().indexOf("name");
    }
    if (format == CsvHeader.Format.LONG
        && (given.metric() != null || name >= 0 || influx.hasFields())) {
      fill(Column.METRIC_NAME, given.metric());
    }
    if (date >= 0) {
      filled.add(new Filled(Column.TIMESTAMP, -1, given.time() == null ? "" : given.time()));
      places.put(Column.TIMESTAMP, columns.size() + filled.size() - 1);
    } else if (given.time() != null) {
      fill(Column.TIMESTAMP, given.time());
    }
  }

  private void fill(Column column, String text) {
    filled.add(new Filled(column, of(column), text == null ? "" : text));
    places.put(column, columns.size() + filled.size() - 1);
  }
}
