package nexus.telemetry.csv;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import nexus.telemetry.csv.gpus.GivenGpu;
import nexus.telemetry.csv.gpus.GivenHost;
import nexus.telemetry.csv.gpus.Holdings;
import nexus.telemetry.csv.gpus.UuidPlaces;
import nexus.telemetry.csv.lines.LineReader;
import nexus.telemetry.csv.lines.OtherEncoding;
import nexus.telemetry.csv.rows.RowFields;
import nexus.telemetry.csv.rows.RowRejected;
import nexus.telemetry.csv.rows.Rules;
import nexus.telemetry.csv.times.GivenTimes;
import nexus.telemetry.csv.times.Minutes;
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

  /** Bytes up to which what rows taught is kept for the next chunk. */
  private static final long KEPT_BYTES = Math.min(128 << 20, Runtime.getRuntime().maxMemory() / 16);

  private final long earliestMs;
  private final long latestMs;
  private final SampleTimes given;
  private final LineReader lines;
  private final RejectSink rejects;
  private final Holdings holdings;
  private final UuidPlaces uuids = new UuidPlaces();
  private final List<GpuSamples> samplesAbove = new ArrayList<>();
  private CsvHeader header;
  private SampleTimes times;
  private RowSource splitter;
  private boolean looked;
  private SeriesOfRow series;
  private int timestampPlace;
  private int hostPlace;
  private int gpuPlace;

  /** Whether rows have no time of their own. */
  private boolean timeless;

  private final GivenTimes givenTimes;
  private final Supplier<GivenTimes.Ahead> ahead = this::ahead;
  private final Minutes minutes = new Minutes();
  private final GivenHost givenHost = new GivenHost();
  private final GivenGpu givenGpu = new GivenGpu();
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
    this.holdings = new Holdings(memory);
    this.earliestMs = earliestMs;
    this.latestMs = nowMs + Rules.MAX_AHEAD_MS;
    this.given = times;
    this.lines = new LineReader(firstLine);
    this.rejects = rejects;
    this.tally = new Tally(header.allColumns(), rejects);
    this.givenTimes = new GivenTimes(header.given().interval());
    begin(header);
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
      samplesAbove.addAll(gpus.take());
      rejects.header(below.get());
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
    if (holdings.kept() > KEPT_BYTES) {
      forget();
    }
    return chunk;
  }

  /** The samples of every GPU that has some, ascending, below whichever header they stood. */
  private List<GpuSamples> takeSamples() {
    List<GpuSamples> below = gpus.take();
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
    gpus = new GpuTable(header, uuids, holdings);
    values =
        header.format() == CsvHeader.Format.LONG
            ? new LongValues(header, times, earliestMs, latestMs, holdings)
            : new WideValues(header);
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
    givenHost.check(row.scraped(), hostPlace);
    if (row.described() != null) {
      givenGpu.check(row.string(hostPlace), row.described(), gpuPlace);
    }
    long time = time(row);
    if (time < earliestMs) {
      tally.expire(header.valuesPerRow());
    } else {
      values.read(lines, row, gpus.find(row), time, tally);
    }
  }

  private long time(RowFields row) throws RowRejected {
    long time = row.isTimeGiven() ? givenTime(row) : readTime(row);
    if (time > latestMs) {
      throw new RowRejected(timestampPlace, "the timestamp is more than a day ahead of the clock");
    }
    return time;
  }

  /** The time of a row that has none of its own; what is given is read once. */
  private long givenTime(RowFields row) throws RowRejected {
    if (!givenTimes.isBegun()) {
      givenTimes.begin(readTime(row));
    }
    return givenTimes.of(
        series.of(row), series.groupOf(row), timestampPlace, header.isDelimited() ? ahead : null);
  }

  private GivenTimes.Ahead ahead() {
    return new RowsAhead(header, series, lines.ahead());
  }

  private long readTime(RowFields row) throws RowRejected {
    try {
      long time = times.read(row.text(), row.start(timestampPlace), row.end(timestampPlace));
      boolean ofMinute = times.isOfMinute() && !row.isTimeGiven();
      time = time == SampleTimes.DOUBLED ? times.doubled(series.of(row)) : time;
      if (ofMinute) {
        minutes.check(series.of(row), time, timestampPlace);
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
