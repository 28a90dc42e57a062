package nexus.telemetry.csv;

import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Timestamps;

/**
 * Reads the rows of a CSV file, piece after piece, and gives what they hold chunk by chunk.
 *
 * <pre>
 * bytes ─RowTemplates→ series                                            a row like an earlier one
 *       ─LineReader→ line ─LineChars→ FastCSV ─RowFields→ fields ─GpuTable→ GPU ─ValueReader→ series
 *                                                         any step ─RowRejected→ Tally
 * </pre>
 *
 * <p>A row is one line, so that a quote left open spoils its own row and no other. Memory is
 * bounded by the chunk. Samples are kept as numbers. Text is kept once for each GPU, metric,
 * rejected row, and row that others are compared with. What is known of the rows of earlier chunks
 * is forgotten when there is much of it.
 */
public final class CsvParser {

  /** Bytes of split rows up to which what they taught is kept for the next chunk. */
  private static final long KEPT_BYTES = Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 32);

  private final CsvHeader header;
  private final long earliestMs;
  private final long latestMs;
  private final int timestampPlace;
  private final LineReader lines;
  private final RowSplitter splitter;
  private final RejectSink rejects;
  private Tally tally;
  private GpuTable gpus;
  private ValueReader values;
  private long splitBytes;

  /**
   * @param header header of the file
   * @param firstLine line number of the first row, the header being line 1
   * @param nowMs the clock, epoch milliseconds; what is more than a day ahead of it is rejected
   */
  public CsvParser(CsvHeader header, long firstLine, long nowMs) {
    this(header, firstLine, nowMs, 0, RejectSink.NONE);
  }

  /**
   * The same.
   *
   * @param earliestMs what is older is expired, epoch milliseconds; 0 for nothing
   * @param rejects is given every rejected row, whole
   */
  public CsvParser(
      CsvHeader header, long firstLine, long nowMs, long earliestMs, RejectSink rejects) {
    this.rejects = rejects;
    this.header = header;
    this.earliestMs = earliestMs;
    this.latestMs = nowMs + Rules.MAX_AHEAD_MS;
    this.timestampPlace = header.place(Column.TIMESTAMP);
    this.lines = new LineReader(firstLine);
    this.splitter = new RowSplitter(header.columns().size());
    this.tally = new Tally(header.columns(), rejects);
    forget();
  }

  /** Reads the rows of a piece. No row is bad enough to throw: it is counted and reported. */
  public void read(CsvPiece piece) {
    lines.load(piece);
    while (lines.hasNext()) {
      if (!values.readKnown(lines, tally)) {
        lines.next();
        if (!lines.isBlank()) {
          readRow();
        }
      }
    }
  }

  /** Samples accepted since the last {@link #take()}. */
  public long samples() {
    return tally.accepted();
  }

  /** What was read since the last call, as one chunk. */
  public ParsedChunk take() {
    ParsedChunk chunk = tally.chunk(gpus.take());
    tally = new Tally(header.columns(), rejects);
    values.endChunk();
    if (splitBytes > KEPT_BYTES) {
      forget();
    }
    return chunk;
  }

  private void forget() {
    splitBytes = 0;
    gpus = new GpuTable(header);
    values =
        header.format() == CsvHeader.Format.LONG
            ? new LongValues(header, earliestMs, latestMs)
            : new WideValues(header);
  }

  private void readRow() {
    splitBytes += lines.end() - lines.start();
    tally.row(header.valuesPerRow());
    try {
      RowFields row = splitter.split(lines);
      long time = time(row);
      if (time < earliestMs) {
        tally.expire(header.valuesPerRow());
      } else {
        values.read(lines, row, gpus.find(row), time, tally);
      }
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
    if (time > latestMs) {
      throw new RowRejected(timestampPlace, "the timestamp is more than a day ahead of the clock");
    }
    return time;
  }
}
