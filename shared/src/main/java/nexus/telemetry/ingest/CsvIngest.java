package nexus.telemetry.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.ingest.UploadReader.ReadChunk;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
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
 * Content whose chunks all have entries is answered from them and queues nothing, unless samples of
 * it are missing that it now has: rows that were rejected or expired are good as they are read now,
 * or blocks of its time were removed. Then its messages are published anew, which replaces what
 * they find, and its entries replace the former ones.
 */
public final class CsvIngest implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CsvIngest.class);
  private static final long PARKED_IN_MEMORY = 32 << 20;

  /** Each message on its way is in a request, and in what the network is given. */
  static final long COPIES_IN_FLIGHT = 2;

  private final IngestOptions options;
  private final InstantSource clock;
  private final BackPressure pressure;
  private final MessageQueue queue;
  private final Ledger ledger;
  private final Retained retained;
  private final WorkerPool workers;

  public CsvIngest(Kv kv, Keyspace keys, IngestOptions options, InstantSource clock) {
    IngestParts parts = IngestParts.of(kv, keys, options, clock);
    this.options = options;
    this.clock = clock;
    this.pressure = parts.pressure();
    this.queue = parts.queue();
    this.ledger = parts.ledger();
    this.retained = parts.retained();
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
    try (UploadMemory memory = openMemory()) {
      return ingestUpload(cluster, in, defaults, chunkBytes, maxBytes, memory);
    }
  }

  /**
   * Takes a part of the memory that all uploads share, for one upload.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when there is none for a while
   */
  public UploadMemory openMemory() {
    return UploadMemory.open(options.memory());
  }

  /**
   * The same as above, with the memory that was opened for it.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when others go on to need all there is: then
   *     nothing, or a part, was queued, as after a failure of etcd
   */
  public IngestResult ingestUpload(
      String cluster,
      InputStream in,
      UploadDefaults defaults,
      int chunkBytes,
      long maxBytes,
      UploadMemory memory)
      throws IOException {
    Names.check("cluster", cluster);
    long startMs = clock.millis();
    pressure.readAhead(cluster);
    LongSupplier earliest = retained.earliest(cluster, startMs);
    UploadReader csv =
        new UploadReader(in, defaults, chunkBytes, maxBytes, workers, memory, startMs, earliest);
    try (MessageSpill parking = new MessageSpill(options.spool(), PARKED_IN_MEMORY, memory)) {
      List<ReadChunk> chunks = csv.read(queue, workers, parking);
      requireZone(csv.report(), chunks);
      Plan plan = plan(cluster, defaults, csv.sha256(), chunks);
      IngestResult result = ingest(cluster, plan, memory, startMs);
      log(result);
      return result.with(csv.report(), csv.ignored().plus(ignored(chunks)), false);
    }
  }

  /**
   * Says what a CSV is and what would become of it, and stores nothing.
   *
   * @throws InvalidInputException as {@link #ingestUpload}
   * @throws BodyTooLargeException likewise
   * @throws IOException when the stream fails
   */
  public IngestResult dryRun(
      String cluster, InputStream in, UploadDefaults defaults, int chunkBytes, long maxBytes)
      throws IOException {
    try (UploadMemory memory = openMemory()) {
      return dryRun(cluster, in, defaults, chunkBytes, maxBytes, memory);
    }
  }

  /** The same, with the memory that was opened for it. */
  public IngestResult dryRun(
      String cluster,
      InputStream in,
      UploadDefaults defaults,
      int chunkBytes,
      long maxBytes,
      UploadMemory memory)
      throws IOException {
    Names.check("cluster", cluster);
    long startMs = clock.millis();
    UploadReader csv =
        new UploadReader(
            in,
            defaults,
            chunkBytes,
            maxBytes,
            workers,
            memory,
            startMs,
            retained.earliest(cluster, startMs));
    List<ReadChunk> chunks = csv.count();
    requireZone(csv.report(), chunks);
    String upload = defaults.identity(csv.sha256());
    List<LedgerEntry> entries =
        chunks.stream().map(chunk -> chunk.entry(upload, chunks.size())).toList();
    return IngestResult.of(cluster, upload, entries, 0, false, clock.millis() - startMs)
        .with(csv.report(), csv.ignored().plus(ignored(chunks)), true);
  }

  private static Ignored ignored(List<ReadChunk> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.parsed().ignored())
        .reduce(Ignored.NONE, Ignored::plus);
  }

  /** Where every row lacks the same thing it is said once, and the same can be sent with it. */
  private static void requireZone(CaptureReport file, List<ReadChunk> chunks) {
    long rows = chunks.stream().mapToLong(chunk -> chunk.parsed().rows()).sum();
    long without = chunks.stream().mapToLong(chunk -> chunk.parsed().withoutZone()).sum();
    if (rows > 0 && without == rows) {
      throw Capture.withoutZone(file, rows);
    }
  }

  static void log(IngestResult result) {
    LOG.infof(
        "ingested %s/%s: %d rows, %d values = %d accepted + %d missing + %d rejected + %d expired,"
            + " %d messages%s, %d ms",
        result.cluster(),
        result.upload(),
        result.rows(),
        result.values(),
        result.accepted(),
        result.missing(),
        result.rejected(),
        result.expired(),
        result.messages(),
        result.alreadyIngested() ? " (ingested before)" : "",
        result.elapsedMs());
  }

  /**
   * What is left to do of an upload.
   *
   * @param upload its identity
   * @param cut identity that its messages are published under
   * @param chunks number of its chunks
   * @param done entries that stand
   * @param replaced other entries that there are, by chunk
   * @param damaged revisions of entries that cannot be read, by chunk
   * @param missing chunks to ingest
   */
  private record Plan(
      String upload,
      String cut,
      int chunks,
      List<LedgerEntry> done,
      Map<Integer, Ledger.Recorded> replaced,
      Map<Integer, Long> damaged,
      List<ReadChunk> missing) {}

  /**
   * Works out what is left to do. Content is known by its hash. It may have been ingested with
   * chunks cut otherwise (another {@code CHUNK_BYTES}), and not wholly. Then its entries say
   * nothing of these chunks and are replaced; and as these chunks' messages must not overwrite
   * those that wait, the cut becomes part of their identity.
   */
  private Plan plan(
      String cluster, UploadDefaults defaults, String sha256, List<ReadChunk> chunks) {
    String upload = defaults.identity(sha256);
    Ledger.Told told = ledger.told(cluster, upload);
    List<Ledger.Recorded> recorded = told.recorded();
    List<LedgerEntry> known = told.entries();
    List<LedgerEntry> read =
        chunks.stream().map(chunk -> chunk.entry(upload, chunks.size())).toList();
    Predicate<Ledger.Recorded> kept = retained.kept(cluster, recorded);
    if (isWhole(known) && recorded.stream().allMatch(kept) && isNothingNew(known, read)) {
      return new Plan(upload, upload, chunks.size(), known, Map.of(), Map.of(), List.of());
    }
    Predicate<LedgerEntry> sameCut = entry -> isCutLike(entry, read);
    List<LedgerEntry> done =
        recorded.stream()
            .filter(kept)
            .map(Ledger.Recorded::entry)
            .filter(sameCut)
            .filter(entry -> isNothingNew(List.of(entry), List.of(read.get(entry.chunk()))))
            .toList();
    Set<Integer> numbers = done.stream().map(LedgerEntry::chunk).collect(Collectors.toSet());
    return new Plan(
        upload,
        known.stream().allMatch(sameCut) ? upload : defaults.identity(hashOfCut(sha256, chunks)),
        chunks.size(),
        done,
        recorded.stream()
            .filter(one -> !numbers.contains(one.entry().chunk()))
            .collect(Collectors.toMap(one -> one.entry().chunk(), one -> one)),
        told.damaged(),
        chunks.stream().filter(chunk -> !numbers.contains(chunk.number())).toList());
  }

  /** Whether what was read says no more than what was known. */
  private static boolean isNothingNew(List<LedgerEntry> known, List<LedgerEntry> read) {
    Reading before = Reading.of(known);
    return before.isComplete() || Reading.of(read).findsNoMoreThan(before);
  }

  /** What tells content apart, and where its chunks begin. */
  private static String hashOfCut(String sha256, List<ReadChunk> chunks) {
    StringBuilder cut = new StringBuilder(sha256);
    chunks.forEach(chunk -> cut.append(':').append(chunk.offset()));
    return Sha256.hex(cut.toString());
  }

  /** Whether these are all entries of one cut: as many as there are chunks, none a gap apart. */
  private static boolean isWhole(List<LedgerEntry> known) {
    for (int i = 0; i < known.size(); i++) {
      LedgerEntry entry = known.get(i);
      long end = i == 0 ? entry.offset() : known.get(i - 1).offset() + known.get(i - 1).length();
      if (entry.chunks() != known.size() || entry.offset() != end) {
        return false;
      }
    }
    return !known.isEmpty();
  }

  private static boolean isCutLike(LedgerEntry entry, List<LedgerEntry> read) {
    return entry.chunks() == read.size()
        && entry.chunk() < read.size()
        && entry.offset() == read.get(entry.chunk()).offset()
        && entry.length() == read.get(entry.chunk()).length();
  }

  private IngestResult ingest(String cluster, Plan plan, UploadMemory memory, long startMs) {
    List<LedgerEntry> published = publish(cluster, plan, memory);
    plan.replaced().values().stream()
        .filter(one -> one.entry().chunk() >= plan.chunks())
        .forEach(one -> ledger.remove(cluster, one));
    plan.damaged().entrySet().stream()
        .filter(one -> one.getKey() >= plan.chunks())
        .forEach(one -> ledger.removeDamaged(cluster, plan.upload(), one.getKey(), one.getValue()));
    List<LedgerEntry> all = new ArrayList<>(plan.done());
    all.addAll(published);
    all.sort(Comparator.comparingInt(LedgerEntry::chunk));
    return IngestResult.of(
        cluster,
        plan.upload(),
        all,
        published.stream().mapToLong(LedgerEntry::messages).sum(),
        !plan.done().isEmpty() && plan.missing().isEmpty(),
        clock.millis() - startMs);
  }

  private List<LedgerEntry> publish(String cluster, Plan plan, UploadMemory memory) {
    if (plan.missing().size() == 1) {
      ReadChunk chunk = plan.missing().get(0);
      memory.change(sendingBytes(chunk));
      return List.of(publish(cluster, plan, chunk, memory));
    }
    try (WorkerPool.Pieces<LedgerEntry> running = workers.pieces()) {
      for (ReadChunk chunk : plan.missing()) {
        if (memory.isOver()) {
          List<LedgerEntry> unused = running.await();
        }
        memory.change(sendingBytes(chunk)); // here, for a worker that waited would hold up others
        running.submit(() -> publish(cluster, plan, chunk, memory));
      }
      return running.await();
    }
  }

  /** Bytes that a chunk takes while it is published: read from its file, and on its way to etcd. */
  private static long sendingBytes(ReadChunk chunk) {
    return chunk.parked().toRead()
        + COPIES_IN_FLIGHT * Math.min(chunk.parked().bytes(), MessageQueue.MAX_BYTES_IN_FLIGHT);
  }

  private LedgerEntry publish(String cluster, Plan plan, ReadChunk chunk, UploadMemory memory) {
    try {
      return publish(cluster, plan, chunk);
    } finally {
      memory.change(-sendingBytes(chunk));
    }
  }

  private LedgerEntry publish(String cluster, Plan plan, ReadChunk chunk) {
    pressure.check(cluster);
    Optional<Ledger.Recorded> replaced = Optional.ofNullable(plan.replaced().get(chunk.number()));
    long recordedAt =
        replaced
            .map(Ledger.Recorded::revision)
            .orElseGet(() -> plan.damaged().getOrDefault(chunk.number(), 0L));
    MessageQueue.Chunk messages =
        new MessageQueue.Chunk(cluster, plan.upload(), plan.cut(), chunk.number(), recordedAt);
    try {
      queue.publish(messages, 0, chunk.parked().take());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LedgerEntry entry = chunk.entry(plan.upload(), plan.chunks());
    return ledger.recordListed(cluster, entry, recordedAt).withRejects(IngestResult.MAX_REJECTS);
  }

  /** Stops the workers. Whoever waits for them is told that the ingest is closed. */
  @Override
  public void close() {
    workers.close();
  }
}
