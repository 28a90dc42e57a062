package nexus.telemetry.csv;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nexus.telemetry.csv.rows.RowFields;

/** Tells apart what differs in more than time and value. */
final class SeriesOfRow {

  /** What a group of rows is of, where all those of a GPU follow each other. */
  private static final List<Column> GROUP =
      List.of(
          Column.HOSTNAME, Column.GPU_ID, Column.GPU_I_ID, Column.COMPUTE_INSTANCE_ID, Column.UUID);

  private final long factor = new SplittableRandom().nextLong() | 1;
  private final int[] places;
  private final int[] group;

  SeriesOfRow(CsvHeader header) {
    IntStream columns =
        Stream.of(Column.values())
            .filter(column -> column != Column.TIMESTAMP && column != Column.VALUE)
            .filter(column -> !column.isRemark())
            .mapToInt(header::place)
            .filter(place -> place >= 0);
    places = IntStream.concat(columns, IntStream.of(header.labelColumns().places())).toArray();
    group = GROUP.stream().mapToInt(header::place).filter(place -> place >= 0).toArray();
  }

  long of(RowFields row) {
    return of(row, places);
  }

  long groupOf(RowFields row) {
    return of(row, group);
  }

  /** The same for rows that say the same in all of these columns. */
  private long of(RowFields row, int[] places) {
    long hash = 1;
    for (int place : places) {
      for (int i = row.start(place); i < row.end(place); i++) {
        hash = hash * factor + row.text()[i];
      }
      hash = hash * factor + '\n';
    }
    return hash;
  }
}
