package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.TimelessRow;
import nexus.telemetry.csv.times.GivenTimes;

/** The rows without a time behind the one that is read, in its piece. */
final class RowsAhead implements GivenTimes.Ahead {

  private final CsvHeader header;
  private final SeriesOfRow series;
  private final LineReader lines;
  private final Tally tally;
  private RowSource rows;

  RowsAhead(CsvHeader header, SeriesOfRow series, LineReader lines) {
    this.header = header;
    this.series = series;
    this.lines = lines;
    this.tally = new Tally(List.of(), RejectSink.NONE);
  }

  @Override
  public TimelessRow next() {
    rows = rows == null ? header.open() : rows;
    TimelessRow row = null;
    while (row == null && lines.hasNext()) {
      lines.next();
      row = lines.isBlank() ? null : read();
    }
    return row;
  }

  private TimelessRow read() {
    try {
      RowFields fields = rows.split(lines, tally);
      boolean timeless = fields != null && fields.isTimeGiven() && !header.isRepeatedBy(fields);
      return timeless ? series.timeless(fields) : null;
    } catch (RowRejected e) {
      return null; // it is rejected where it is read
    }
  }
}
