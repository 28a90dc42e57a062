package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import nexus.telemetry.csv.CsvChunk;
import nexus.telemetry.csv.CsvChunkReader;
import nexus.telemetry.csv.CsvChunks;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.queue.Draft;
import nexus.telemetry.queue.MessageQueue;

/**
 * Parses an upload while it is received: who calls reads and hashes, the workers parse chunks and
 * write their messages.
 */
final class UploadReader {

  private final MessageQueue queue;
  private final Workers workers;
  private final InstantSource clock;

  UploadReader(MessageQueue queue, Workers workers, InstantSource clock) {
    this.queue = queue;
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * Reads {@code csv} to its end; publishes nothing.
   *
   * @param parking takes the messages
   * @return the chunks, ascending
   * @throws IOException when the content cannot be read, or the messages cannot be kept
   */
  List<ReadChunk> read(CsvChunks csv, ParkedMessages parking) throws IOException {
    CsvHeader header = csv.header();
    List<Future<ReadChunk>> chunks = new ArrayList<>();
    try {
      for (CsvChunk chunk = csv.next(); chunk != null; chunk = csv.next()) {
        CsvChunk rows = chunk;
        chunks.add(workers.submit(() -> read(csv, header, rows, parking)));
      }
      return Workers.await(chunks);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      chunks.forEach(chunk -> chunk.cancel(false));
    }
  }

  private ReadChunk read(CsvChunks csv, CsvHeader header, CsvChunk chunk, ParkedMessages parking) {
    long nowMs = clock.millis();
    ParsedChunk parsed = CsvChunkReader.read(header, chunk, nowMs);
    csv.release(chunk);
    List<Draft> messages = queue.draft(parsed.gpus(), nowMs);
    try {
      return ReadChunk.of(chunk, parsed, messages.size(), parking.park(messages), nowMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
