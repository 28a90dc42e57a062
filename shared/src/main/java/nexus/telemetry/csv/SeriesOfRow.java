package nexus.telemetry.csv;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.fields.MissingWords;
import nexus.telemetry.model.GpuId;

/** Tells apart what differs in more than time and value. */
final class SeriesOfRow {

  /** What a group of rows is of, where all those of a GPU follow each other. */
  private static final List<Column> GROUP =
      List.of(
          Column.HOSTNAME, Column.GPU_ID, Column.GPU_I_ID, Column.COMPUTE_INSTANCE_ID, Column.UUID);

  private final long factor = new SplittableRandom().nextLong() | 1;
  private final int[] places;
  private final int[] group;
  private final int[] host;
  private final int[] lane;
  private final int gpu;
  private final int instance;
  private final int part;

  SeriesOfRow(CsvHeader header) {
    IntStream columns =
        Stream.of(Column.values())
            .filter(column -> column != Column.TIMESTAMP && column != Column.VALUE)
            .filter(column -> !column.isRemark())
            .mapToInt(header::place)
            .filter(place -> place >= 0);
    places = IntStream.concat(columns, IntStream.of(header.labelColumns().places())).toArray();
    group = places(header, GROUP);
    host = places(header, List.of(Column.HOSTNAME));
    lane = places(header, List.of(Column.HOSTNAME, Column.METRIC_NAME));
    gpu = header.place(Column.GPU_ID);
    instance = header.place(Column.GPU_I_ID);
    part = header.place(Column.COMPUTE_INSTANCE_ID);
  }

  private static int[] places(CsvHeader header, List<Column> columns) {
    return columns.stream().mapToInt(header::place).filter(place -> place >= 0).toArray();
  }

  long of(RowFields row) {
    return of(row, places);
  }

  /** The same of a row that has no time. */
  TimelessRow timeless(RowFields row) {
    return new TimelessRow(of(row), of(row, group), of(row, host), of(row, lane), gpu(row));
  }

  private long gpu(RowFields row) {
    String index = gpu < 0 ? "" : GpuId.number(row.string(gpu));
    return TimelessRow.gpu(index, text(row, instance), text(row, part));
  }

  private static String text(RowFields row, int place) {
    boolean missing = place < 0 || MissingWords.is(row.text(), row.start(place), row.end(place));
    return missing ? "" : row.string(place);
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
