package nexus.telemetry.csv;

import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/** Whether the rows behind the one that is read stand with the newest first. */
final class OrderAhead {

  /** Rows that are looked at. */
  private static final int MOST = 1000;

  private final SeriesOfRow series;
  private final int place;

  /** Tells which of two local times is the later one on a clock. */
  private final SampleTimes clock = SampleTimes.of(Optional.of(ZoneOffset.UTC));

  private final Map<Long, Long> last = new HashMap<>();
  private int ascending;
  private int descending;

  OrderAhead(CsvHeader header, SeriesOfRow series) {
    this.series = series;
    this.place = header.place(Column.TIMESTAMP);
  }

  /** Whether times of a series descend more often than they ascend, that of the row the first. */
  boolean isNewestFirst(RowFields row, RowSource rows, LineReader behind) {
    look(row);
    Tally tally = new Tally(List.of(), RejectSink.NONE);
    for (int i = 0; i < MOST && behind.hasNext(); i++) {
      behind.next();
      if (!behind.isBlank()) {
        read(rows, behind, tally);
      }
    }
    return descending > ascending;
  }

  private void read(RowSource rows, LineReader behind, Tally tally) {
    try {
      RowFields row = rows.split(behind, tally);
      if (row != null && !row.isTimeGiven()) {
        look(row);
      }
    } catch (RowRejected e) {
      return; // it is rejected where it is read
    }
  }

  private void look(RowFields row) {
    try {
      long time = clock.read(row.text(), row.start(place), row.end(place));
      Long before = last.put(series.of(row), time);
      ascending += before != null && time > before ? 1 : 0;
      descending += before != null && time < before ? 1 : 0;
    } catch (InvalidInputException e) {
      return; // it is rejected where it is read
    }
  }
}
