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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import nexus.telemetry.csv.CsvChunkReader;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.csv.RejectedRow;
import nexus.telemetry.csv.SpooledCsv;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.TtlLeases;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.queue.Ledger;
import nexus.telemetry.queue.LedgerEntry;
import nexus.telemetry.queue.MessageQueue;
import org.jboss.logging.Logger;

/**
 * CSV becomes queued messages and ledger entries.
 *
 * <p>An upload is known by the SHA-256 of its content. A chunk's messages are published first, its
 * ledger entry last: so a chunk with an entry is wholly queued, and what failed half-way is made
 * whole by sending the same content again. Content whose chunks all have entries is answered from
 * them and queues nothing.
 */
public final class CsvIngest implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CsvIngest.class);
  private static final int UPLOAD_CHARACTERS = 32;

  private final IngestOptions options;
  private final InstantSource clock;
  private final MessageQueue queue;
  private final Ledger ledger;
  private final ExecutorService workers;

  public CsvIngest(Kv kv, Keyspace keys, IngestOptions options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
    TtlLeases leases = new TtlLeases(kv, clock);
    this.queue = new MessageQueue(kv, keys, leases, options.publish());
    this.ledger = new Ledger(kv, keys, leases, options.ledgerRetentionSeconds());
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            options.workers(),
            task -> {
              Thread thread = new Thread(task, "ingest-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Ingests a whole CSV, header and all, as one chunk.
   *
   * @throws InvalidInputException when the cluster is no name, or the header is unknown
   * @throws KvException when etcd failed: send the same again, and nothing is lost or doubled
   */
  public IngestResult ingestChunk(String cluster, byte[] csv) {
    try (SpooledCsv whole =
        SpooledCsv.receive(new ByteArrayInputStream(csv), options.spool(), Integer.MAX_VALUE, 0)) {
      IngestResult result = ingestUpload(cluster, whole);
      return new IngestResult(
          result.cluster(),
          result.upload(),
          0,
          null,
          result.rows(),
          result.values(),
          result.accepted(),
          result.missing(),
          result.rejected(),
          result.messages(),
          result.rejects(),
          result.alreadyIngested(),
          result.elapsedMs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ingests a received CSV, its chunks side by side.
   *
   * @throws InvalidInputException when the cluster is no name
   * @throws KvException when etcd failed: send the same again, and nothing is lost or doubled
   */
  public IngestResult ingestUpload(String cluster, SpooledCsv csv) {
    long startMs = clock.millis();
    Names.check("cluster", cluster);
    Plan plan = plan(cluster, csv);
    List<LedgerEntry> entries = new ArrayList<>(plan.known());
    int messages = 0;
    for (LedgerEntry entry : ingest(cluster, csv, plan)) {
      entries.add(entry);
      messages += Math.toIntExact(entry.messages());
    }
    boolean already = !plan.known().isEmpty() && plan.missing().isEmpty();
    IngestResult result =
        sum(cluster, plan.upload(), entries, messages, already, clock.millis() - startMs);
    LOG.infof(
        "ingested %s/%s: %d rows, %d values = %d accepted + %d missing + %d rejected,"
            + " %d messages%s, %d ms",
        cluster,
        result.upload(),
        result.rows(),
        result.values(),
        result.accepted(),
        result.missing(),
        result.rejected(),
        result.messages(),
        already ? " (ingested before)" : "",
        result.elapsedMs());
    return result;
  }

  /**
   * What is left to do of an upload.
   *
   * @param upload its identity
   * @param known entries of chunks that were ingested before
   * @param missing chunks to ingest
   */
  private record Plan(String upload, List<LedgerEntry> known, List<SpooledCsv.Chunk> missing) {}

  /**
   * Content is known by its hash. Where it was begun in chunks cut otherwise (another {@code
   * CHUNK_BYTES}) and never finished, its entries say nothing of these chunks, and its messages
   * must not be overwritten by other ones: then the cut becomes part of its identity.
   */
  private Plan plan(String cluster, SpooledCsv csv) {
    String upload = csv.sha256().substring(0, UPLOAD_CHARACTERS);
    List<LedgerEntry> known = ledger.entries(cluster, upload);
    if (isWhole(known)) {
      return new Plan(upload, known, List.of());
    }
    if (!known.stream().allMatch(entry -> isOneOf(entry, csv.chunks()))) {
      upload = Identity.ofCut(csv).substring(0, UPLOAD_CHARACTERS);
      known = ledger.entries(cluster, upload);
    }
    Set<Integer> done = known.stream().map(LedgerEntry::chunk).collect(Collectors.toSet());
    List<SpooledCsv.Chunk> missing =
        csv.chunks().stream().filter(chunk -> !done.contains(chunk.number())).toList();
    return new Plan(upload, known, missing);
  }

  private static boolean isWhole(List<LedgerEntry> known) {
    return !known.isEmpty() && known.size() == known.get(0).chunks();
  }

  private static boolean isOneOf(LedgerEntry entry, List<SpooledCsv.Chunk> chunks) {
    return entry.chunks() == chunks.size()
        && entry.offset() == chunks.get(entry.chunk()).offset()
        && entry.length() == chunks.get(entry.chunk()).length();
  }

  private List<LedgerEntry> ingest(String cluster, SpooledCsv csv, Plan plan) {
    if (plan.missing().size() == 1) {
      return List.of(ingest(cluster, csv, plan, plan.missing().get(0)));
    }
    List<Future<LedgerEntry>> running = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    try {
      for (SpooledCsv.Chunk chunk : plan.missing()) {
        running.add(workers.submit(() -> ingest(cluster, csv, plan, chunk)));
      }
      for (Future<LedgerEntry> chunk : running) {
        entries.add(await(chunk));
      }
    } catch (RejectedExecutionException | CancellationException e) {
      throw new KvException(KvException.Kind.UNAVAILABLE, "the ingest is closed", e);
    } finally {
      running.forEach(chunk -> chunk.cancel(false));
    }
    return entries;
  }

  private LedgerEntry ingest(String cluster, SpooledCsv csv, Plan plan, SpooledCsv.Chunk chunk) {
    long nowMs = clock.millis();
    ParsedChunk parsed;
    try (InputStream body = csv.open(chunk)) {
      parsed = CsvChunkReader.read(csv.header(), body, chunk.firstLine(), nowMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int messages = queue.publish(cluster, plan.upload(), chunk.number(), parsed.gpus(), nowMs);
    return ledger
        .record(cluster, entry(plan.upload(), csv.chunks().size(), chunk, parsed, messages, nowMs))
        .withRejects(IngestResult.MAX_REJECTS);
  }

  private static LedgerEntry entry(
      String upload,
      int chunks,
      SpooledCsv.Chunk chunk,
      ParsedChunk parsed,
      int messages,
      long nowMs) {
    return new LedgerEntry(
        LedgerEntry.VERSION,
        upload,
        chunk.number(),
        chunks,
        chunk.offset(),
        chunk.length(),
        parsed.rows(),
        parsed.values(),
        parsed.accepted(),
        parsed.missing(),
        parsed.rejected(),
        messages,
        parsed.firstMs(),
        parsed.lastMs(),
        nowMs,
        parsed.rejects().stream()
            .map(row -> new LedgerEntry.Reject(row.line(), row.reason(), row.column(), row.text()))
            .toList());
  }

  private static LedgerEntry await(Future<LedgerEntry> chunk) {
    try {
      return chunk.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvException(KvException.Kind.TIMEOUT, "interrupted while ingesting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static IngestResult sum(
      String cluster,
      String upload,
      List<LedgerEntry> entries,
      int messages,
      boolean already,
      long elapsedMs) {
    long rows = 0;
    long accepted = 0;
    long missing = 0;
    long rejected = 0;
    List<RejectedRow> rejects = new ArrayList<>();
    entries.sort(Comparator.comparingInt(LedgerEntry::chunk));
    for (LedgerEntry entry : entries) {
      rows += entry.rows();
      accepted += entry.accepted();
      missing += entry.missing();
      rejected += entry.rejected();
      entry.rejects().stream()
          .limit(IngestResult.MAX_REJECTS - rejects.size())
          .map(row -> new RejectedRow(row.line(), row.reason(), row.column(), row.text()))
          .forEach(rejects::add);
    }
    return new IngestResult(
        cluster,
        upload,
        0,
        entries.size(),
        rows,
        accepted + missing + rejected,
        accepted,
        missing,
        rejected,
        messages,
        rejects,
        already,
        elapsedMs);
  }

  /** Stops the workers, and cancels what they had not begun, or its callers would wait on. */
  @Override
  public void close() {
    for (Runnable waiting : workers.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
  }
}
