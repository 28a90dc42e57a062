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

/**
 * Tells which times those are that a file begins with within the hour that came twice, by the rows
 * behind: they go through the hour again, or on to times that came once.
 *
 * <pre>
 * 02:10 … 02:59 02:00 …   the first hour, then the second
 * 02:10 … 02:59 03:00     the second
 * 02:10 … 02:00 01:59     the first, the newest first
 * 02:10 … 02:59           nobody knows
 * </pre>
 */
final class HourAhead {

  /** Rows may always be that far apart and follow each other. */
  private static final long NEAR_MS = 60_000;

  private final SampleTimes times;
  private final SeriesOfRow series;
  private final int place;

  /** Tells which of two local times is the later one on a clock. */
  private final SampleTimes clock = SampleTimes.of(Optional.of(ZoneOffset.UTC));

  private final Map<Long, Long> last = new HashMap<>();
  private int ascending;
  private int descending;

  /** Whether a series' time stood still, beside. */
  private boolean still;

  /** The least time between two rows of a series. */
  private long step = Long.MAX_VALUE;

  private long before;

  /** On which side of the hour the first time is that came once; 0 where none is near. */
  private int side;

  private boolean ended;

  HourAhead(CsvHeader header, SeriesOfRow series, SampleTimes times) {
    this.series = series;
    this.place = header.place(Column.TIMESTAMP);
    this.times = times;
  }

  /** Says it to the times, whose row is the first one of the hour. */
  void tell(RowFields row, RowSource rows, LineReader behind) {
    look(row);
    Tally tally = new Tally(List.of(), RejectSink.NONE);
    while (!ended && behind.hasNext()) {
      behind.next();
      if (!behind.isBlank()) {
        read(rows, behind, tally);
      }
    }
    boolean newestFirst = descending > ascending;
    boolean again = still || (newestFirst ? ascending : descending) > 0;
    if (again) {
      times.beginHour(newestFirst, newestFirst);
    } else if (side != 0) {
      times.beginHour(newestFirst, side > 0);
    } else {
      times.beginHourUnknown();
    }
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
      int found = times.sideOfHour(time);
      long own = series.of(row);
      if (found == 0) {
        count(last.put(own, time), time);
        before = time;
      } else {
        ended = true;
        long apart = Math.abs(time - last.getOrDefault(own, before));
        side = apart <= NEAR_MS || apart / 2 <= step ? found : 0;
      }
    } catch (InvalidInputException e) {
      return; // it is rejected where it is read
    }
  }

  private void count(Long own, long time) {
    if (own == null) {
      return;
    } else if (own == time) {
      still = true;
      return;
    }
    ascending += time > own ? 1 : 0;
    descending += time < own ? 1 : 0;
    step = Math.min(step, Math.abs(time - own));
  }
}
