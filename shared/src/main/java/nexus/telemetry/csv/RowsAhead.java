package nexus.telemetry.csv;

import java.util.List;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.times.GivenTimes;

/** The rows without a time behind the one that is read, in its piece. */
final class RowsAhead implements GivenTimes.Ahead {

  private final CsvHeader header;
  private final SeriesOfRow series;
  private final LineReader lines;
  private final Tally tally;
  private RowSource rows;
  private long row;
  private long group;

  RowsAhead(CsvHeader header, SeriesOfRow series, LineReader lines) {
    this.header = header;
    this.series = series;
    this.lines = lines;
    this.tally = new Tally(List.of(), RejectSink.NONE);
  }

  @Override
  public boolean next() {
    rows = rows == null ? header.open() : rows;
    while (lines.hasNext()) {
      lines.next();
      if (!lines.isBlank() && read()) {
        return true;
      }
    }
    return false;
  }

  private boolean read() {
    try {
      RowFields fields = rows.split(lines, tally);
      if (fields == null || !fields.isTimeGiven() || header.isRepeatedBy(fields)) {
        return false;
      }
      row = series.of(fields);
      group = series.groupOf(fields);
      return true;
    } catch (RowRejected e) {
      return false; // it is rejected where it is read
    }
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public long group() {
    return group;
  }
}
