package nexus.telemetry.csv;

import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Timestamps;

/**
 * Reads a chunk of CSV: the rows of a file, or some of them, without the header.
 *
 * <pre>
 * bytes ─LineReader→ line ─LineChars→ FastCSV ─RowFields→ fields ─GpuTable→ GPU ─ValueReader→ series
 *                                                        any step ─RowRejected→ Tally
 * </pre>
 *
 * <p>A row is one line, so that a quote left open spoils its own row and no other. Memory is
 * bounded by the chunk: samples are kept as numbers, and text only once a GPU, a metric or a
 * rejected row.
 */
public final class CsvChunkReader {

  private final CsvHeader header;
  private final long nowMs;
  private final int timestampPlace;
  private final LineReader lines;
  private final RowSplitter splitter;
  private final GpuTable gpus;
  private final Tally tally;
  private final ValueReader values;

  private CsvChunkReader(CsvHeader header, CsvChunk chunk, long nowMs) {
    this.header = header;
    this.nowMs = nowMs;
    this.timestampPlace = header.place(Column.TIMESTAMP);
    this.lines = new LineReader(chunk);
    this.splitter = new RowSplitter(header.columns().size());
    this.gpus = new GpuTable(header);
    this.tally = new Tally(header.columns());
    this.values =
        header.format() == CsvHeader.Format.LONG
            ? new LongValues(header, tally, nowMs + Rules.MAX_AHEAD_MS)
            : new WideValues(header, tally);
  }

  /**
   * Reads the rows of a chunk. No row is bad enough to throw: it is counted and reported.
   *
   * @param header header of the file
   * @param nowMs the clock, epoch milliseconds; what is more than a day ahead of it is rejected
   */
  public static ParsedChunk read(CsvHeader header, CsvChunk chunk, long nowMs) {
    return new CsvChunkReader(header, chunk, nowMs).read();
  }

  private ParsedChunk read() {
    while (lines.hasNext()) {
      if (!values.readKnown(lines)) {
        lines.next();
        if (!lines.isBlank()) {
          readRow();
        }
      }
    }
    return tally.chunk(gpus.samples());
  }

  private void readRow() {
    tally.row(header.valuesPerRow());
    try {
      RowFields row = splitter.split(lines);
      long time = time(row);
      values.read(lines, row, gpus.find(row), time);
    } catch (RowRejected e) {
      tally.reject(lines, e, header.valuesPerRow());
    }
  }

  private long time(RowFields row) throws RowRejected {
    long time;
    try {
      time = Timestamps.parse(row.text(), row.start(timestampPlace), row.end(timestampPlace));
    } catch (InvalidInputException e) {
      throw new RowRejected(timestampPlace, e.getMessage());
    }
    if (time - nowMs > Rules.MAX_AHEAD_MS) {
      throw new RowRejected(timestampPlace, "the timestamp is more than a day ahead of the clock");
    }
    return time;
  }
}
