package nexus.telemetry.csv;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import nexus.telemetry.csv.gpus.FileTerms;
import nexus.telemetry.csv.gpus.Holdings;
import nexus.telemetry.csv.gpus.UuidPlaces;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.lines.OtherEncoding;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.times.GivenTimes;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.SampleTimes;

/**
 * Reads the rows of a CSV file, piece after piece, and gives what they hold chunk by chunk.
 *
 * <pre>
 * bytes ─RowTemplates→ series                                            a row like an earlier one
 *       ─LineReader→ line ─LineChars→ FastCSV ─RowFields→ fields ─GpuTable→ GPU ─ValueReader→ series
 *                                                         any step ─RowRejected→ Tally
 * </pre>
 *
 * <p>Where files were put together, a header among the rows says how those below it are read. Below
 * one that cannot be read no row is.
 *
 * <p>A row is one line, so that a quote left open spoils its own row and no other. Memory is
 * bounded by the chunk. Samples are kept as numbers. Text is kept once for each GPU, metric,
 * rejected row, and row that others are compared with. What is known of the rows of earlier chunks
 * is forgotten when there is much of it.
 */
public final class CsvParser {

  /** Bytes up to which what rows taught is kept for the next chunk, unless said otherwise. */
  static final long KEPT_BYTES = Math.min(128 << 20, Runtime.getRuntime().maxMemory() / 16);

  private final long keptBytes;
  private final SampleTimes given;
  private LineReader lines;
  private final RejectSink rejects;
  private final Holdings holdings;
  private UuidPlaces uuids = new UuidPlaces();
  private final List<GpuSamples> samplesAbove = new ArrayList<>();
  private CsvHeader header;
  private SampleTimes times;
  private RowSource splitter;
  private boolean looked;
  private SeriesOfRow series;
  private LastName lastName;
  private int timestampPlace;
  private int hostPlace;
  private int gpuPlace;

  /** Whether rows have no time of their own. */
  private boolean timeless;

  private final Supplier<GivenTimes.Ahead> ahead = this::ahead;
  private FileTerms file;
  private Tally tally;
  private GpuTable gpus;
  private ValueReader values;

  /** Why no row can be read that stands below a header which cannot be; null where one can. */
  private RowRejected lost;

  /**
   * @param header header of the file
   * @param firstLine line number of the first row, the header being line 1
   * @param nowMs the clock, epoch milliseconds; what is more than a day ahead of it is rejected
   */
  public CsvParser(CsvHeader header, long firstLine, long nowMs) {
    this(header, firstLine, nowMs, 0, SampleTimes.of(Optional.empty()), RejectSink.NONE);
  }

  /** Takes the memory that it needs. */
  public CsvParser(
      CsvHeader header,
      long firstLine,
      long nowMs,
      long earliestMs,
      SampleTimes times,
      RejectSink rejects) {
    this(header, firstLine, nowMs, earliestMs, times, rejects, memory -> {});
  }

  /**
   * The same.
   *
   * @param earliestMs what is older is expired, epoch milliseconds; 0 for nothing
   * @param times reads the times of the rows
   * @param rejects is given every rejected row, whole
   * @param memory is told how many bytes more it is about to hold, or, where negative, fewer; may
   *     wait, and may refuse by an exception
   */
  public CsvParser(
      CsvHeader header,
      long firstLine,
      long nowMs,
      long earliestMs,
      SampleTimes times,
      RejectSink rejects,
      LongConsumer memory) {
    this(
        header,
        firstLine,
        FileTerms.of(header.given().interval(), earliestMs, nowMs),
        times,
        rejects,
        memory,
        KEPT_BYTES);
  }

  /**
   * The same.
   *
   * @param file what the rows are held to
   * @param keptBytes bytes up to which what rows taught is kept for the next chunk
   */
  CsvParser(
      CsvHeader header,
      long firstLine,
      FileTerms file,
      SampleTimes times,
      RejectSink rejects,
      LongConsumer memory,
      long keptBytes) {
    this.holdings = new Holdings(memory);
    this.file = file;
    this.keptBytes = keptBytes;
    this.given = times;
    this.lines = new LineReader(firstLine);
    this.rejects = rejects;
    this.tally = new Tally(header.allColumns(), rejects);
    begin(header);
  }

  /**
   * Goes on with another file, from its first line on. What rows taught is kept.
   *
   * @param same its header: that of the file before, but for the time that is given
   * @param terms what its rows are held to
   */
  void next(CsvHeader same, FileTerms terms) {
    header = same;
    file = terms;
    splitter = same.open();
    lastName = new LastName(same);
    lines = new LineReader(1);
    uuids = new UuidPlaces();
    looked = false;
    gpus.nextFile();
    values.begin(terms);
  }

  /** The header of the rows read last. */
  CsvHeader header() {
    return header;
  }

  /** Bytes that are kept of what rows taught, about. */
  long keptBytes() {
    return holdings.kept();
  }

  /** The rows stand below a header that cannot be read, which no further one has followed yet. */
  public void lose(String reason) {
    lost = new RowRejected(RowRejected.WHOLE_ROW, reason);
  }

  /** Rows from here on stand below {@code next}. */
  private void begin(CsvHeader next) {
    header = next;
    times = next.isOfUtc() ? SampleTimes.of(Optional.of(ZoneOffset.UTC)) : given;
    timestampPlace = next.place(Column.TIMESTAMP);
    hostPlace = next.place(Column.HOSTNAME);
    gpuPlace = next.place(Column.GPU_ID);
    timeless = next.isDelimited() && timestampPlace >= next.columns().size();
    splitter = next.open();
    looked = false;
    series = new SeriesOfRow(next);
    lastName = new LastName(next);
    tally.columns(next.allColumns());
    forget();
  }

  /** Reads the rows of a piece. No row is bad enough to throw: it is counted and reported. */
  public void read(CsvPiece piece) {
    lines.load(piece.bytes(), piece.end());
    look();
    while (lines.hasNext()) {
      if (lost != null || !values.readKnown(lines, tally)) {
        lines.next();
        if (!lines.isBlank()) {
          readRow();
        }
      }
    }
  }

  /** Looks at the first rows below a header before they are read. */
  private void look() {
    if (!looked) {
      splitter.look(lines.ahead());
      looked = true;
    }
  }

  /** Whether the line is a further header; then the rows below are read by it. */
  private boolean isHeader() {
    Optional<CsvHeader> below;
    try {
      below = header.below(lines.bytes(), lines.start(), lines.keptEnd());
    } catch (InvalidInputException e) {
      lost =
          new RowRejected(
              RowRejected.WHOLE_ROW,
              "the header in line " + lines.number() + " cannot be read: " + e.getMessage());
      return false;
    }
    if (below.isPresent() && !below.get().text().equals(header.text())) {
      samplesAbove.addAll(gpus.take(uuids));
      rejects.header(below.get());
      file.times().anotherCapture();
      begin(below.get());
      look();
    }
    if (below.isPresent()) {
      lost = null;
    }
    return below.isPresent();
  }

  /** Samples accepted since the last {@link #take}. */
  public long samples() {
    return tally.accepted();
  }

  /** Bytes that these samples hold, about. The same rows hold the same in every process. */
  public long heldBytes() {
    return holdings.section();
  }

  /** Leaves it to the caller to give back what the chunk taken last holds: so many bytes. */
  public long leaveHeld() {
    return holdings.takeSection();
  }

  /** Forgets what rows taught, which only saves time. */
  public void forgetRows() {
    forget();
  }

  /** What was read since the last call, as one chunk. */
  public ParsedChunk take() {
    List<GpuSamples> samples = takeSamples();
    samples.forEach(gpu -> gpu.columns().forEach(tally::count));
    ParsedChunk chunk = tally.chunk(samples);
    tally = new Tally(header.allColumns(), rejects);
    values.endChunk();
    if (holdings.kept() > keptBytes) {
      forget();
    }
    return chunk;
  }

  /** The samples of every GPU that has some, ascending, below whichever header they stood. */
  private List<GpuSamples> takeSamples() {
    List<GpuSamples> below = gpus.take(uuids);
    if (samplesAbove.isEmpty()) {
      return uuids.placed(below);
    }
    Map<GpuId, GpuSamples> all = new TreeMap<>();
    samplesAbove.addAll(below);
    samplesAbove.forEach(samples -> all.merge(samples.gpu(), samples, GpuSamples::plus));
    samplesAbove.clear();
    return uuids.placed(List.copyOf(all.values()));
  }

  private void forget() {
    holdings.forget();
    gpus = new GpuTable(header, holdings);
    values =
        header.format() == CsvHeader.Format.LONG
            ? new LongValues(header, times, file, holdings)
            : new WideValues(header, file);
  }

  /** Reads a line: a row, several, or a header, which is looked for where no row has a time. */
  private void readRow() {
    boolean further = false;
    while (true) {
      try {
        RowFields row = next(further);
        if (row == null) {
          return;
        }
        take(row);
      } catch (RowRejected e) {
        if (!further && (header.influx().isAnnotation(lines) || isHeader())) {
          return;
        }
        RowRejected why = lost == null ? OtherEncoding.reason(lines, e) : lost;
        tally.reject(lines, why, header.valuesPerRow());
      }
      tally.row(header.valuesPerRow());
      if (lost != null || header.isDelimited()) {
        return;
      }
      further = true;
    }
  }

  private RowFields next(boolean further) throws RowRejected {
    if (lost != null) {
      throw lost;
    }
    return further ? splitter.more() : splitter.split(lines, tally);
  }

  private void take(RowFields row) throws RowRejected {
    if (timeless && header.isRepeatedBy(row)) {
      throw new RowRejected(RowRejected.WHOLE_ROW, "the row is a header");
    }
    lastName.check(lines, row);
    file.host().check(row.scraped(), hostPlace);
    if (row.described() != null) {
      file.gpu().check(row.string(hostPlace), row.described(), gpuPlace);
    }
    long time = time(row);
    if (time < file.earliestMs()) {
      tally.expire(header.valuesPerRow());
    } else {
      values.read(lines, row, gpus.find(row), time, tally);
    }
  }

  private long time(RowFields row) throws RowRejected {
    long time = row.isTimeGiven() ? givenTime(row) : readTime(row);
    if (time > file.latestMs()) {
      throw new RowRejected(timestampPlace, "the timestamp is more than a day ahead of the clock");
    }
    return time;
  }

  /** The time of a row that has none of its own; what is given is read once. */
  private long givenTime(RowFields row) throws RowRejected {
    if (!file.times().isBegun()) {
      file.times().begin(readTime(row));
    }
    row.timeless(series.timeless(row));
    return file.times().of(row.timeless(), timestampPlace, ahead);
  }

  /** The time of a row that came twice when clocks were put back. */
  private long doubled(RowFields row) {
    if (times.isHourBegun()) {
      new HourAhead(header, series, times).tell(row, header.open(), lines.ahead());
    }
    return times.doubled(series.of(row));
  }

  private GivenTimes.Ahead ahead() {
    return new RowsAhead(header, series, lines.ahead());
  }

  private long readTime(RowFields row) throws RowRejected {
    try {
      long time = times.read(row.text(), row.start(timestampPlace), row.end(timestampPlace));
      boolean ofMinute = times.isOfMinute() && !row.isTimeGiven();
      time = time == SampleTimes.DOUBLED ? doubled(row) : time;
      if (ofMinute) {
        file.minutes().check(series.of(row), time, timestampPlace);
      }
      return time;
    } catch (InvalidInputException e) {
      if (e.field().equals(SampleTimes.ZONE)) {
        tally.withoutZone();
      }
      throw new RowRejected(timestampPlace, e.getMessage());
    }
  }
}
