package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectSink;
import nexus.telemetry.ingest.SectionCutter.Section;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.queue.UnpublishedMessage;
import nexus.telemetry.unpack.Unpacked;
import nexus.telemetry.work.WorkerPool;

/**
 * Parses an upload while it is received, chunk by chunk. The caller parses; workers hash the
 * content and write the messages of what is parsed.
 *
 * <p>A chunk is a {@link Section}.
 */
final class UploadReader {

  private final Capture capture;
  private final SectionCutter cutter;
  private final HashedStream content;
  private final UploadMemory memory;
  private final long nowMs;

  /**
   * A chunk that was parsed, its messages written and waiting for the upload to be complete.
   *
   * @param number 0, 1, … in the upload
   * @param offset where it begins in the content, bytes
   * @param length bytes
   * @param parsed what its values became; without the samples, which are in the messages
   * @param messages number of messages
   * @param parked the messages
   * @param readAtMs when it was parsed, epoch milliseconds
   */
  record ReadChunk(
      int number,
      long offset,
      long length,
      ParsedChunk parsed,
      int messages,
      MessageSpill.Spilled parked,
      long readAtMs) {

    /** Its ledger entry. */
    LedgerEntry entry(String upload, int chunks) {
      return LedgerEntry.of(
          upload,
          number,
          chunks,
          offset,
          length,
          parsed.counts(),
          messages,
          parsed.firstMs(),
          parsed.lastMs(),
          readAtMs,
          0,
          parsed.rejects());
    }
  }

  /**
   * Reads the header.
   *
   * @param memory what it takes its memory of
   * @param nowMs the clock, epoch milliseconds
   * @param earliest tells the earliest time that is taken, epoch milliseconds; asked once
   * @throws IOException when the stream fails
   */
  UploadReader(
      InputStream in,
      UploadDefaults defaults,
      int chunkBytes,
      long maxBytes,
      WorkerPool workers,
      UploadMemory memory,
      long nowMs,
      LongSupplier earliest)
      throws IOException {
    this.memory = memory;
    this.content = new HashedStream(in, workers, memory::large);
    this.capture = Capture.of(content, Unpacked.encoding(in), defaults.given(), defaults.zone());
    CsvPieces pieces = capture.pieces(SectionCutter.pieceBytes(chunkBytes), maxBytes);
    CsvParser parser =
        new CsvParser(
            capture.header(),
            capture.firstRow(),
            nowMs,
            earliest.getAsLong(),
            SampleTimes.of(defaults.zone()),
            RejectSink.NONE,
            memory::change);
    this.cutter = new SectionCutter(pieces, parser, chunkBytes, memory::isTight);
    this.nowMs = nowMs;
  }

  /**
   * Reads to the end; publishes nothing.
   *
   * @param parking takes the messages
   * @return the chunks, ascending
   * @throws IOException when the content cannot be read, or the messages cannot be kept
   */
  List<ReadChunk> read(MessageQueue queue, WorkerPool workers, MessageSpill parking)
      throws IOException {
    try (WorkerPool.Pieces<ReadChunk> chunks = workers.pieces()) {
      for (Section rows = cutter.next(); rows.length() > 0; rows = cutter.next()) {
        Section chunk = rows;
        int number = chunks.size();
        chunks.submit(() -> write(queue, number, chunk, parking));
        if (memory.isOver()) {
          List<ReadChunk> unused = chunks.await();
        }
      }
      return chunks.await();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads to the end, and keeps no samples.
   *
   * @return the chunks, ascending
   * @throws IOException when the content cannot be read
   */
  List<ReadChunk> count() throws IOException {
    List<ReadChunk> chunks = new ArrayList<>();
    for (Section rows = cutter.next(); rows.length() > 0; rows = cutter.next()) {
      ParsedChunk parsed = rows.parsed().withoutSamples();
      memory.change(-rows.heldBytes());
      chunks.add(
          new ReadChunk(chunks.size(), rows.offset(), rows.length(), parsed, 0, null, nowMs));
    }
    return chunks;
  }

  /** What the content was taken for. */
  CaptureReport report() {
    return capture.report();
  }

  /** What was ignored that is no row of any chunk, once all of it is read. */
  Ignored ignored() {
    return capture.ignored();
  }

  /** SHA-256 of the content, once all of it is read. */
  String sha256() {
    return content.sha256();
  }

  private ReadChunk write(MessageQueue queue, int number, Section chunk, MessageSpill parking) {
    try {
      List<UnpublishedMessage> messages = queue.draft(chunk.parsed().gpus(), nowMs);
      return new ReadChunk(
          number,
          chunk.offset(),
          chunk.length(),
          chunk.parsed().withoutSamples(),
          messages.size(),
          parking.park(messages),
          nowMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      memory.change(-chunk.heldBytes());
    }
  }
}
