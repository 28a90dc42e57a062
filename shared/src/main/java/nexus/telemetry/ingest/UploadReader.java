package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import nexus.telemetry.csv.CsvParser;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.queue.Draft;
import nexus.telemetry.queue.MessageQueue;

/**
 * Parses an upload while it is received, chunk by chunk. Who calls parses; workers hash the content
 * and write the messages of what is parsed.
 *
 * <p>A chunk ends with the piece that makes it {@code chunkBytes} long, or {@value #MAX_SAMPLES}
 * samples rich: so memory is bounded, and the same content is always cut the same way.
 */
final class UploadReader {

  private static final int MAX_PIECE = 1 << 20;
  private static final int MAX_SAMPLES = 1_000_000;
  private static final long FIRST_ROW = 2;

  private final CsvPieces pieces;
  private final CsvParser parser;
  private final HashedStream content;
  private final int chunkBytes;
  private final long nowMs;

  /**
   * Reads the header.
   *
   * @param nowMs the clock, epoch milliseconds
   * @throws IOException when the stream fails
   */
  UploadReader(InputStream in, int chunkBytes, long maxBytes, Workers workers, long nowMs)
      throws IOException {
    this.content = new HashedStream(in, workers);
    this.pieces = new CsvPieces(content, Math.min(chunkBytes, MAX_PIECE), maxBytes);
    this.parser = new CsvParser(pieces.header(), FIRST_ROW, nowMs);
    this.chunkBytes = chunkBytes;
    this.nowMs = nowMs;
  }

  /**
   * Reads to the end; publishes nothing.
   *
   * @param parking takes the messages
   * @return the chunks, ascending
   * @throws IOException when the content cannot be read, or the messages cannot be kept
   */
  List<ReadChunk> read(MessageQueue queue, Workers workers, ParkedMessages parking)
      throws IOException {
    List<Future<ReadChunk>> chunks = new ArrayList<>();
    try {
      for (Stretch rows = next(); rows.length > 0; rows = next()) {
        Stretch chunk = rows;
        int number = chunks.size();
        ParsedChunk parsed = parser.take();
        chunks.add(workers.submit(() -> write(queue, number, chunk, parsed, parking)));
      }
      return Workers.await(chunks);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      chunks.forEach(chunk -> chunk.cancel(false));
    }
  }

  /** SHA-256 of the content, once all of it is read. */
  String sha256() {
    return content.sha256();
  }

  /** Parses the next chunk; of length 0 when there is none. */
  private Stretch next() throws IOException {
    long offset = 0;
    long length = 0;
    CsvPiece piece = pieces.next();
    while (piece != null) {
      offset = length == 0 ? piece.offset() : offset;
      length += piece.length();
      parser.read(piece);
      boolean full = length >= chunkBytes || parser.samples() >= MAX_SAMPLES;
      piece = full ? null : pieces.next();
    }
    return new Stretch(offset, length);
  }

  /** Where a chunk is in the content. */
  private record Stretch(long offset, long length) {}

  private ReadChunk write(
      MessageQueue queue, int number, Stretch chunk, ParsedChunk parsed, ParkedMessages parking) {
    List<Draft> messages = queue.draft(parsed.gpus(), nowMs);
    try {
      return new ReadChunk(
          number,
          chunk.offset,
          chunk.length,
          parsed.withoutSamples(),
          messages.size(),
          parking.park(messages),
          nowMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
