package nexus.telemetry.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.ingest.UploadReader.ReadChunk;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SampleTimes;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.work.WorkerPool;
import org.jboss.logging.Logger;

/**
 * CSV becomes queued messages and ledger entries.
 *
 * <pre>
 * stream ─HashedStream→ ─CsvPieces→ rows ─CsvParser→ samples ─MessageQueue.draft→ messages, parked
 * end of the stream: its hash is known ─→ publish chunk by chunk, each with its ledger entry
 * </pre>
 *
 * <p>An upload is known by the SHA-256 of its content, so nothing is published before all of it was
 * received. A chunk's messages are published first, its ledger entry last: so a chunk with an entry
 * is wholly queued, and what failed half-way is made whole by sending the same content again.
 * Content whose chunks all have entries is answered from them and queues nothing.
 */
public final class CsvIngest implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CsvIngest.class);
  private static final long PARKED_IN_MEMORY = 32 << 20;

  private final IngestOptions options;
  private final InstantSource clock;
  private final BackPressure pressure;
  private final MessageQueue queue;
  private final Ledger ledger;
  private final WorkerPool workers;

  public CsvIngest(Kv kv, Keyspace keys, IngestOptions options, InstantSource clock) {
    IngestParts parts = IngestParts.of(kv, keys, options, clock);
    this.options = options;
    this.clock = clock;
    this.pressure = parts.pressure();
    this.queue = parts.queue();
    this.ledger = parts.ledger();
    this.workers = parts.workers();
  }

  /** Ingests a whole CSV, header and all, as one chunk, with nothing said beside it. */
  public IngestResult ingestChunk(String cluster, byte[] csv) {
    return ingestChunk(cluster, csv, UploadDefaults.NONE);
  }

  /**
   * Ingests a whole CSV, header and all, as one chunk.
   *
   * @throws InvalidInputException when the cluster is no name, the header is unknown, or no time of
   *     the file has a zone and none is given
   * @throws IngestRefusedException when there is no room for all of it
   * @throws KvException when etcd failed. Send the same again, as after a refusal: nothing is lost
   *     or doubled
   */
  public IngestResult ingestChunk(String cluster, byte[] csv, UploadDefaults defaults) {
    try {
      InputStream in = new ByteArrayInputStream(csv);
      return ingestUpload(cluster, in, defaults, csv.length + 1, 0).withoutChunks();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Receives a CSV of any size and ingests it, with nothing said beside it. */
  public IngestResult ingestUpload(String cluster, InputStream in, int chunkBytes, long maxBytes)
      throws IOException {
    return ingestUpload(cluster, in, UploadDefaults.NONE, chunkBytes, maxBytes);
  }

  /**
   * Receives a CSV of any size in bounded memory and ingests it, its chunks side by side.
   *
   * @param in plain CSV; not closed
   * @param defaults what its rows leave unsaid
   * @param chunkBytes about how many bytes a chunk has
   * @param maxBytes most bytes that are taken; 0 means any number
   * @throws InvalidInputException when the cluster is no name, the header is unknown, or no time of
   *     the file has a zone and none is given: then nothing was queued
   * @throws BodyTooLargeException when there are more than {@code maxBytes}
   * @throws IOException when the stream or a temporary file fails: then nothing was queued
   * @throws IngestRefusedException when there is no room for all of it
   * @throws KvException when etcd failed. Send the same again, as after a refusal: nothing is lost
   *     or doubled
   */
  public IngestResult ingestUpload(
      String cluster, InputStream in, UploadDefaults defaults, int chunkBytes, long maxBytes)
      throws IOException {
    Names.check("cluster", cluster);
    long startMs = clock.millis();
    pressure.readAhead(cluster);
    UploadReader csv = new UploadReader(in, defaults, chunkBytes, maxBytes, workers, startMs);
    try (MessageSpill parking = new MessageSpill(options.spool(), PARKED_IN_MEMORY)) {
      List<ReadChunk> chunks = csv.read(queue, workers, parking);
      requireZone(chunks);
      Plan plan = plan(cluster, defaults, csv.sha256(), chunks);
      IngestResult result = ingest(cluster, plan, startMs);
      log(result);
      return result;
    }
  }

  /** Where every row lacks the same thing it is said once, and the same can be sent with it. */
  private static void requireZone(List<ReadChunk> chunks) {
    long rows = chunks.stream().mapToLong(chunk -> chunk.parsed().rows()).sum();
    long without = chunks.stream().mapToLong(chunk -> chunk.parsed().withoutZone()).sum();
    if (rows > 0 && without == rows) {
      throw new InvalidInputException(
          SampleTimes.ZONE,
          "no timestamp of the file has a zone: give the zone of all of them with tz=, an IANA"
              + " name such as tz=Europe/Berlin; nothing was taken of "
              + rows
              + (rows == 1 ? " row" : " rows"));
    }
  }

  static void log(IngestResult result) {
    LOG.infof(
        "ingested %s/%s: %d rows, %d values = %d accepted + %d missing + %d rejected,"
            + " %d messages%s, %d ms",
        result.cluster(),
        result.upload(),
        result.rows(),
        result.values(),
        result.accepted(),
        result.missing(),
        result.rejected(),
        result.messages(),
        result.alreadyIngested() ? " (ingested before)" : "",
        result.elapsedMs());
  }

  /**
   * What is left to do of an upload.
   *
   * @param upload its identity
   * @param chunks number of its chunks
   * @param known entries of chunks that were ingested before
   * @param missing chunks to ingest
   */
  private record Plan(
      String upload, int chunks, List<LedgerEntry> known, List<ReadChunk> missing) {}

  /**
   * Works out what is left to do. Content is known by its hash. It may have been begun with chunks
   * cut otherwise (another {@code CHUNK_BYTES}) and never finished. Then its entries say nothing of
   * these chunks, and other messages must not overwrite its own: so the cut becomes part of its
   * identity.
   */
  private Plan plan(
      String cluster, UploadDefaults defaults, String sha256, List<ReadChunk> chunks) {
    String upload = defaults.identity(sha256);
    List<LedgerEntry> known = ledger.entries(cluster, upload);
    if (isWhole(known)) {
      return new Plan(upload, chunks.size(), known, List.of());
    }
    if (!known.stream().allMatch(entry -> isOneOf(entry, chunks))) {
      upload = defaults.identity(hashOfCut(sha256, chunks));
      known = ledger.entries(cluster, upload);
    }
    Set<Integer> done = known.stream().map(LedgerEntry::chunk).collect(Collectors.toSet());
    List<ReadChunk> missing =
        chunks.stream().filter(chunk -> !done.contains(chunk.number())).toList();
    return new Plan(upload, chunks.size(), known, missing);
  }

  /** What tells content apart, and where its chunks begin. */
  private static String hashOfCut(String sha256, List<ReadChunk> chunks) {
    StringBuilder cut = new StringBuilder(sha256);
    chunks.forEach(chunk -> cut.append(':').append(chunk.offset()));
    return Sha256.hex(cut.toString());
  }

  private static boolean isWhole(List<LedgerEntry> known) {
    return !known.isEmpty() && known.size() == known.get(0).chunks();
  }

  private static boolean isOneOf(LedgerEntry entry, List<ReadChunk> chunks) {
    return entry.chunk() < chunks.size() && chunks.get(entry.chunk()).isOf(entry, chunks.size());
  }

  private IngestResult ingest(String cluster, Plan plan, long startMs) {
    List<LedgerEntry> published = publish(cluster, plan);
    List<LedgerEntry> all = new ArrayList<>(plan.known());
    all.addAll(published);
    all.sort(Comparator.comparingInt(LedgerEntry::chunk));
    return IngestResult.of(
        cluster,
        plan.upload(),
        all,
        published.stream().mapToLong(LedgerEntry::messages).sum(),
        !plan.known().isEmpty() && plan.missing().isEmpty(),
        clock.millis() - startMs);
  }

  private List<LedgerEntry> publish(String cluster, Plan plan) {
    if (plan.missing().size() == 1) {
      return List.of(publish(cluster, plan, plan.missing().get(0)));
    }
    try (WorkerPool.Pieces<LedgerEntry> running = workers.pieces()) {
      for (ReadChunk chunk : plan.missing()) {
        running.submit(() -> publish(cluster, plan, chunk));
      }
      return running.await();
    }
  }

  private LedgerEntry publish(String cluster, Plan plan, ReadChunk chunk) {
    pressure.check(cluster);
    try {
      queue.publish(cluster, plan.upload(), chunk.number(), chunk.parked().take());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ledger
        .recordListed(cluster, chunk.entry(plan.upload(), plan.chunks()))
        .withRejects(IngestResult.MAX_REJECTS);
  }

  /** Stops the workers. Whoever waits for them is told that the ingest is closed. */
  @Override
  public void close() {
    workers.close();
  }
}
