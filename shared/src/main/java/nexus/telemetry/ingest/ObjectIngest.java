package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.objects.ObjectChangedException;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.ingest.objects.StoredObject;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.UploadPlan.LaterHeader;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.unpack.Unpacked;
import nexus.telemetry.work.WorkerPool;
import org.jboss.logging.Logger;

/**
 * Objects of a store become queued messages and ledger entries.
 *
 * <pre>
 * object ─→ plan ─→ one chunk: ingested here
 *                └→ many: asks for an invocation a chunk that has no ledger entry
 * </pre>
 *
 * <p>An object is known by its bucket, key and version. Its plan is kept in etcd, so a repeated
 * event finds the same chunks; a chunk with a ledger entry is not ingested again, unless samples of
 * it are missing that it now has (see {@link CsvIngest}). Only the very content that was planned is
 * read.
 */
public final class ObjectIngest implements AutoCloseable {

  /** Most chunks of an object. */
  public static final int MAX_CHUNKS = 100_000;

  private static final Logger LOG = Logger.getLogger(ObjectIngest.class);

  private final IngestParts parts;
  private final ObjectStore objects;
  private final ChunkIngest chunks;
  private final int chunkBytes;

  /**
   * @param objects where the objects are
   * @param chunkBytes bytes of a range, and of it held in memory at a time
   */
  public ObjectIngest(
      ObjectStore objects,
      int chunkBytes,
      Kv kv,
      Keyspace keys,
      IngestOptions options,
      InstantSource clock) {
    this.parts = IngestParts.of(kv, keys, options, clock);
    this.objects = objects;
    this.chunks = new ChunkIngest(parts, objects, chunkBytes);
    this.chunkBytes = chunkBytes;
  }

  /**
   * Ingests an object, or has its chunks ingested.
   *
   * @param wanted the object; what is given of version and tag must be right
   * @param invoke asks for an invocation; returns once it is sure to come. Called by several
   *     threads
   * @throws ObjectChangedException when that content is not there any more
   * @throws InvalidInputException when the cluster is no name, or the content no CSV
   * @throws IngestRefusedException when there is no room: to do the same again is safe, then and
   *     where the store or etcd fails
   * @throws nexus.telemetry.work.OutOfRoomException when others go on to need all the memory there
   *     is: that is safe to do again, too
   * @throws IOException when the store fails
   * @throws KvException when etcd fails
   */
  public ObjectResult ingest(String cluster, ObjectVersion wanted, Consumer<ChunkRequest> invoke)
      throws IOException {
    Names.check("cluster", cluster);
    parts.pressure().readAhead(cluster);
    StoredObject object = objects.find(wanted);
    String upload = object.upload();
    Optional<UploadPlan> known = parts.uploads().plan(cluster, upload);
    UploadPlan plan = known.isPresent() ? known.get() : plan(cluster, object, upload);
    if (plan.chunks() == 1) {
      ObjectChunk whole =
          new ObjectChunk(cluster, object, upload, 0, 1, 0, object.bytes(), Optional.empty());
      return ObjectResult.ingested(cluster, plan, ingest(whole));
    }
    int invoked = noted(cluster, upload, 0, () -> invokeMissing(cluster, plan, invoke));
    return ObjectResult.planned(cluster, plan, invoked);
  }

  /**
   * Ingests one chunk.
   *
   * @param defaultCluster cluster where the request names none
   * @throws ObjectChangedException as above
   * @throws InvalidInputException when the request is none, or the content no CSV
   * @throws IngestRefusedException as above
   * @throws nexus.telemetry.work.OutOfRoomException as above
   * @throws IOException as above
   * @throws KvException as above
   */
  public IngestResult ingest(ChunkRequest request, String defaultCluster) throws IOException {
    String cluster = request.cluster() == null ? defaultCluster : request.cluster();
    Optional<UploadPlan> plan = planOf(request.upload(), cluster, request);
    StoredObject object =
        plan.isPresent()
            ? StoredObject.of(plan.get())
            : objects.find(request.object()).with(request.tz());
    String upload = request.upload();
    if (upload == null) {
      upload = object.upload();
      plan = planOf(upload, cluster, request);
    }
    ChunkRequest range =
        plan.isPresent() ? request.asPlanned(plan.get()) : request.within(object.bytes());
    return ingest(
        new ObjectChunk(
            cluster,
            object,
            upload,
            range.chunk(),
            plan.map(UploadPlan::chunks).orElse(0),
            range.offset(),
            range.length(),
            Optional.ofNullable(range.header())));
  }

  private Optional<UploadPlan> planOf(String upload, String cluster, ChunkRequest request) {
    return upload == null
        ? Optional.empty()
        : parts.uploads().plan(cluster, upload).filter(request::isOf);
  }

  private UploadPlan plan(String cluster, StoredObject object, String upload) throws IOException {
    parts.pressure().check(cluster);
    ObjectVersion version = object.version();
    long cut = cutOf(cluster, upload).orElse(chunkBytes);
    long ranges = Math.max(1, (object.bytes() + cut - 1) / cut);
    boolean whole = ranges == 1 || !ObjectHead.read(objects, object).isSplittable(given(object));
    if (!whole && ranges > MAX_CHUNKS) {
      throw new InvalidInputException(
          "CHUNK_BYTES", "the object has more than " + MAX_CHUNKS + " chunks: make them larger");
    }
    return parts
        .uploads()
        .keep(
            cluster,
            new UploadPlan(
                UploadPlan.VERSION,
                upload,
                version.bucket(),
                version.key(),
                version.versionId(),
                version.etag(),
                object.bytes(),
                whole ? object.bytes() : cut,
                whole ? 1 : (int) ranges,
                parts.clock().millis(),
                object.defaults().tz(),
                whole ? null : laterHeaders(object)));
  }

  /**
   * Bytes of a range of an object that was cut before and whose plan is lost or damaged, as the
   * entries of its chunks tell: cut otherwise they would stand for other rows than theirs.
   */
  private OptionalLong cutOf(String cluster, String upload) {
    return parts.ledger().entries(cluster, upload).stream()
        .filter(entry -> entry.chunks() > 1)
        .mapToLong(entry -> entry.chunk() == 0 ? entry.length() : entry.offset() / entry.chunk())
        .filter(bytes -> bytes > 0)
        .findFirst();
  }

  /** The headers among the rows; none where the first line is no header, which is told later. */
  private List<LaterHeader> laterHeaders(StoredObject object) throws IOException {
    try (UploadMemory memory = parts.openMemory();
        InputStream in = objects.read(object.version(), 0, object.bytes())) {
      memory.large();
      Capture file = Capture.of(in, Unpacked.encoding(in), given(object), object.defaults().zone());
      return LaterHeaders.of(file.pieces(SectionCutter.pieceBytes(chunkBytes), 0));
    } catch (UnreadableCaptureException e) {
      return List.of();
    }
  }

  private static Given given(StoredObject object) {
    return object.defaults().given();
  }

  private int invokeMissing(String cluster, UploadPlan plan, Consumer<ChunkRequest> invoke)
      throws IOException {
    List<Ledger.Recorded> known = parts.ledger().recorded(cluster, plan.upload());
    Set<Integer> done =
        known.stream()
            .filter(parts.retained().kept(cluster, known))
            .map(Ledger.Recorded::entry)
            .filter(entry -> Reading.of(entry).isComplete())
            .map(LedgerEntry::chunk)
            .collect(Collectors.toSet());
    List<Integer> missing =
        IntStream.range(0, plan.chunks()).filter(chunk -> !done.contains(chunk)).boxed().toList();
    if (missing.isEmpty()) {
      return 0;
    }
    parts.pressure().check(cluster);
    StoredObject object = StoredObject.of(plan);
    String first = ObjectHead.read(objects, object).firstLine();
    String header = Capture.header(first, given(object)).text();
    try (WorkerPool.Pieces<Void> invocations = parts.workers().pieces()) {
      for (int chunk : missing) {
        ChunkRequest request = ChunkRequest.of(cluster, plan, chunk, header);
        invocations.submit(() -> invoke(invoke, request));
      }
      invocations.await();
    }
    LOG.infof(
        "planned %s/%s: s3://%s/%s, %d bytes, %d chunks, %d invoked",
        cluster,
        plan.upload(),
        plan.bucket(),
        plan.key(),
        plan.bytes(),
        plan.chunks(),
        missing.size());
    return missing.size();
  }

  private static Void invoke(Consumer<ChunkRequest> invoke, ChunkRequest request) {
    invoke.accept(request);
    return null;
  }

  private IngestResult ingest(ObjectChunk chunk) throws IOException {
    long startMs = parts.clock().millis();
    Ledger.Stands stands = parts.ledger().standing(chunk.cluster(), chunk.upload(), chunk.number());
    Optional<Ledger.Recorded> known = stands.recorded();
    known.ifPresent(found -> checkRange(found.entry(), chunk));
    boolean done = known.isPresent() && isDone(chunk, known.get());
    LedgerEntry entry = done ? known.get().entry() : ingest(chunk, stands.revision());
    IngestResult result =
        IngestResult.ofChunk(chunk.cluster(), entry, done, parts.clock().millis() - startMs);
    CsvIngest.log(result);
    return result;
  }

  /** Whether reading the chunk anew would leave all as it is. */
  private boolean isDone(ObjectChunk chunk, Ledger.Recorded known) throws IOException {
    Reading before = Reading.of(known.entry());
    return parts.retained().kept(chunk.cluster(), List.of(known)).test(known)
        && (before.isComplete() || chunks.read(chunk).findsNoMoreThan(before));
  }

  private LedgerEntry ingest(ObjectChunk chunk, long replacedAt) throws IOException {
    LedgerEntry entry =
        noted(
            chunk.cluster(),
            chunk.upload(),
            chunk.number(),
            () -> chunks.ingest(chunk, replacedAt));
    checkRange(entry, chunk);
    return entry;
  }

  private static void checkRange(LedgerEntry entry, ObjectChunk chunk) {
    if (entry.offset() != chunk.offset() || entry.length() != chunk.length()) {
      throw new InvalidInputException(
          "chunk",
          "chunk %d of this upload is %d bytes at %d, and ingested"
              .formatted(entry.chunk(), entry.length(), entry.offset()));
    }
  }

  /** What may fail because the store does. */
  private interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does some work, and notes its failure. Where noting fails too, the failure carries that along.
   */
  private <T> T noted(String cluster, String upload, int chunk, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      try {
        long nowMs = parts.clock().millis();
        String reason = String.valueOf(e.getMessage());
        parts.uploads().failed(cluster, upload, new Uploads.Failed(chunk, reason, nowMs));
      } catch (KvException unnoted) {
        e.addSuppressed(unnoted);
      }
      throw e;
    }
  }

  /** Stops the workers. */
  @Override
  public void close() {
    parts.close();
  }
}
