package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.csv.lines.RowsOfRange;
import nexus.telemetry.ingest.LineNumbers.FirstLine;
import nexus.telemetry.ingest.PartHeaders.PartHeader;
import nexus.telemetry.ingest.SectionCutter.Section;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.Counts;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;

/**
 * Ingests one byte range of an object.
 *
 * <pre>
 * read ─→ rows ─→ sections ─→ messages, published in order while the next section is read
 * then rejected rows are written beside the object, and last comes the ledger entry
 * </pre>
 *
 * <p>Until the entry is there, the same range may be ingested again at any time: it puts the same
 * keys.
 *
 * <p>It takes its memory of what all that is ingested shares.
 */
final class ChunkIngest {

  private final IngestParts parts;
  private final ObjectStore objects;
  private final LineNumbers lines;
  private final PartHeaders headers;
  private final int sectionBytes;

  /**
   * @param sectionBytes bytes of a chunk that are held in memory at a time
   */
  ChunkIngest(IngestParts parts, ObjectStore objects, int sectionBytes) {
    this.parts = parts;
    this.objects = objects;
    this.lines = new LineNumbers(parts.ledger(), objects);
    this.headers = new PartHeaders(parts.uploads(), objects, sectionBytes);
    this.sectionBytes = sectionBytes;
  }

  /**
   * Reads, publishes and records.
   *
   * @param replacedAt revision of the chunk's entry, where it is read anew; 0 where there is none
   * @return the entry that stands
   * @throws IngestRefusedException when there is no room for all of it
   */
  LedgerEntry ingest(ObjectChunk chunk, long replacedAt) throws IOException {
    try (UploadMemory memory = openMemory(chunk);
        InputStream in = open(chunk)) {
      Rows rows = rows(chunk, in, memory);
      if (!rows.isProvenByItsEnd()) {
        return ingest(chunk, replacedAt, rows, memory);
      }
      rows.readToEnd();
    }
    try (UploadMemory memory = openMemory(chunk);
        InputStream in = open(chunk)) {
      return ingest(chunk, replacedAt, rows(chunk, in, memory), memory);
    }
  }

  /** Of a chunk that is larger than the first buffers, with all of them. */
  private UploadMemory openMemory(ObjectChunk chunk) {
    UploadMemory memory = parts.openMemory();
    try {
      if (chunk.length() > UploadMemory.FIRST_BUFFERS) {
        memory.large();
      }
      return memory;
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private LedgerEntry ingest(ObjectChunk chunk, long replacedAt, Rows rows, UploadMemory memory)
      throws IOException {
    try (RejectedRows rejected = new RejectedRows(parts.options().spool())) {
      ChunkCounts counts = publish(chunk, replacedAt, rows, rejected, memory);
      boolean asCounted = chunk.isWhole() || rejected.isEmpty();
      FirstLine line = asCounted ? FirstLine.AS_COUNTED : lines.firstLine(chunk);
      keep(chunk, rejected, rows.pieces().header(), line);
      LedgerEntry entry = counts.entry(chunk, line, rows.newlines(), nowMs());
      return parts.ledger().record(chunk.cluster(), entry, replacedAt);
    }
  }

  /** Reads, and publishes nothing. */
  Reading read(ObjectChunk chunk) throws IOException {
    try (UploadMemory memory = openMemory(chunk);
        InputStream in = open(chunk)) {
      ChunkCounts counts = new ChunkCounts();
      Rows all = rows(chunk, in, memory);
      SectionCutter cutter =
          cutter(chunk, all, RejectSink.NONE, nowMs(), memory::change, memory::isTight);
      for (Section rows = cutter.next(); rows.length() > 0; rows = cutter.next()) {
        counts.add(rows.parsed());
        memory.change(-rows.heldBytes());
      }
      return Reading.of(counts.entry(chunk, FirstLine.AS_COUNTED, 0, nowMs()));
    }
  }

  /**
   * The rows of a chunk.
   *
   * @param range the byte range they are; empty for the object in one go, which may be packed
   * @param firstLine number of the first one
   * @param isProvenByItsEnd whether what ends too early is refused as a whole: what is packed, and
   *     JSON. Then all of it is read before anything is queued, as of an upload
   * @param lost why the first rows cannot be read; empty where they can
   */
  private record Rows(
      CsvPieces pieces,
      Optional<RowsOfRange> range,
      long firstLine,
      boolean isProvenByItsEnd,
      Optional<String> lost) {

    void readToEnd() throws IOException {
      while (pieces.next() != null) {
        // Nothing is asked but whether it can be read.
      }
    }

    /** Newlines of the range, once it is read. */
    long newlines() {
      return range.map(RowsOfRange::newlines).orElse(0L);
    }
  }

  private InputStream open(ObjectChunk chunk) throws IOException {
    long behind = chunk.isWhole() ? 0 : RowsOfRange.LONGEST_ROW;
    long to = Math.min(chunk.object().bytes(), chunk.end() + behind);
    return objects.read(chunk.object().version(), chunk.offset(), to);
  }

  private Rows rows(ObjectChunk chunk, InputStream in, UploadMemory memory) throws IOException {
    int pieceBytes = SectionCutter.pieceBytes(sectionBytes);
    if (chunk.isWhole()) {
      PushbackInputStream object = new PushbackInputStream(in, Unpacked.HEAD_BYTES);
      byte[] head = object.readNBytes(Unpacked.HEAD_BYTES);
      object.unread(head);
      Capture file =
          open(Unpacked.of(object, Hint.NONE, memory::change), chunk.object().defaults());
      boolean proven = Unpacked.isPacked(head) || file.isMadeOfAWhole();
      CsvPieces pieces = file.pieces(pieceBytes, 0);
      return new Rows(pieces, Optional.empty(), file.firstRow(), proven, Optional.empty());
    }
    PartHeader above = headers.above(chunk);
    RowsOfRange range = new RowsOfRange(in, chunk.offset(), chunk.length());
    long first = Math.max(range.firstRow(), 0);
    CsvPieces pieces = new CsvPieces(above.header(), range, first, pieceBytes, 0);
    return new Rows(pieces, Optional.of(range), 1, false, above.lost());
  }

  private SectionCutter cutter(
      ObjectChunk chunk,
      Rows rows,
      RejectSink rejects,
      long nowMs,
      LongConsumer memory,
      BooleanSupplier sparing)
      throws IOException {
    long earliestMs = parts.retained().earliest(chunk.cluster(), nowMs).getAsLong();
    CsvParser parser =
        new CsvParser(
            rows.pieces().header(),
            rows.firstLine(),
            nowMs,
            earliestMs,
            times(chunk),
            rejects,
            memory);
    rows.lost().ifPresent(parser::lose);
    return new SectionCutter(rows.pieces(), parser, sectionBytes, sparing);
  }

  private ChunkCounts publish(
      ObjectChunk chunk, long replacedAt, Rows of, RejectedRows rejected, UploadMemory memory)
      throws IOException {
    parts.pressure().readAhead(chunk.cluster());
    long nowMs = nowMs();
    MessageQueue.Chunk messages =
        new MessageQueue.Chunk(
            chunk.cluster(), chunk.upload(), chunk.upload(), chunk.number(), replacedAt);
    SectionPublisher publishing = new SectionPublisher(parts, messages, nowMs, memory);
    SectionCutter cutter = cutter(chunk, of, rejected, nowMs, publishing::change, memory::isTight);
    ChunkCounts counts = new ChunkCounts();
    try {
      boolean more = true;
      while (more) {
        more = publishNext(cutter, publishing, counts);
      }
    } finally {
      publishing.await(); // also where reading failed: nothing may go on behind an invocation
    }
    counts.messages = publishing.messages();
    return counts;
  }

  /** In a method of its own, so that no section is held while the next one is read. */
  private static boolean publishNext(
      SectionCutter cutter, SectionPublisher publishing, ChunkCounts counts) throws IOException {
    Section rows = cutter.next();
    if (rows.length() > 0) {
      counts.add(rows.parsed());
      publishing.next(rows);
    }
    return rows.length() > 0;
  }

  private static SampleTimes times(ObjectChunk chunk) {
    Optional<ZoneId> zone = chunk.object().defaults().zone();
    return chunk.offset() == 0 ? SampleTimes.of(zone) : SampleTimes.within(zone);
  }

  private long nowMs() {
    return parts.clock().millis();
  }

  private void keep(ObjectChunk chunk, RejectedRows rejected, CsvHeader header, FirstLine lines)
      throws IOException {
    if (!rejected.isEmpty()) {
      String bucket = chunk.object().version().bucket();
      objects.write(bucket, chunk.rejectedKey(), rejected.csv(header, lines));
    }
  }

  private static Capture open(InputStream text, UploadDefaults defaults) throws IOException {
    return Capture.of(text, Unpacked.encoding(text), defaults.given(), defaults.zone());
  }

  /** Adds up what the sections of one chunk became. */
  private static final class ChunkCounts {

    private Counts counts = Counts.ZERO;
    private long messages;
    private long firstMs;
    private long lastMs;
    private final List<RejectedRow> rejects = new ArrayList<>();

    void add(ParsedChunk section) {
      if (section.accepted() > 0) {
        firstMs = counts.accepted() == 0 ? section.firstMs() : Math.min(firstMs, section.firstMs());
        lastMs = Math.max(lastMs, section.lastMs());
      }
      counts = counts.plus(section.counts());
      section.rejects().stream()
          .limit(IngestResult.MAX_REJECTS - rejects.size())
          .forEach(rejects::add);
    }

    /**
     * The chunk's ledger entry.
     *
     * @param lines where the lines that were counted begin
     * @param newlines newlines of the chunk's byte range
     */
    LedgerEntry entry(ObjectChunk chunk, FirstLine lines, long newlines, long nowMs) {
      return LedgerEntry.of(
          chunk.upload(),
          chunk.number(),
          chunk.chunks(),
          chunk.offset(),
          chunk.length(),
          counts,
          messages,
          firstMs,
          lastMs,
          nowMs,
          newlines,
          rejects.stream().map(lines::inFile).toList());
    }
  }
}
