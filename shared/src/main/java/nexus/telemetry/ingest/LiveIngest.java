package nexus.telemetry.ingest;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.capture.prometheus.TextRows;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.capture.series.LiveRows;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.Ignored;
import nexus.telemetry.csv.KeptParsers;
import nexus.telemetry.csv.ParsedChunk;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.LedgerEntry;
import nexus.telemetry.ledger.LiveSource.Sent;
import nexus.telemetry.ledger.LiveSources;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Sha256;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.queue.UnpublishedMessage;

/**
 * What live sources send, in requests small enough to be held: samples become queued messages and a
 * ledger entry, as those of a file do.
 *
 * <p>Senders repeat a request that was not answered. It is known by the hash of its body, so that
 * it is queued once. Its entry is kept for {@value #REMEMBERED_SECONDS} s only, as there are very
 * many; who repeats it later than that finds its samples stored already.
 */
public final class LiveIngest implements AutoCloseable {

  /** How long a request is known, in seconds. */
  static final long REMEMBERED_SECONDS = 600;

  private final InstantSource clock;
  private final BackPressure pressure;
  private final MessageQueue queue;
  private final Ledger ledger;
  private final Retained retained;
  private final LiveSources sources;
  private final KeptParsers parsers = new KeptParsers();

  public LiveIngest(Kv kv, Keyspace keys, IngestOptions options, InstantSource clock) {
    TtlLeases leases = new TtlLeases(kv, clock);
    WritableFormats formats = new WritableFormats(kv, keys, clock);
    this.clock = clock;
    this.pressure = new BackPressure(kv, keys, options.limits(), clock);
    this.queue = new MessageQueue(kv, keys, leases, options.publish(), formats);
    this.ledger = IngestParts.ledger(kv, keys, leases, REMEMBERED_SECONDS, formats, clock);
    this.retained = new Retained(kv, keys, options.retentionMs());
    this.sources = new LiveSources(kv, keys, leases, options.ledgerRetentionSeconds());
  }

  /**
   * Who sends, and how.
   *
   * @param source name of the source
   * @param kind how it sends: a word
   * @param given what the samples leave unsaid
   */
  public record Sender(String source, String kind, Given given) {

    /**
     * @throws nexus.telemetry.model.InvalidInputException when the source is no name
     */
    public Sender {
      Names.check("source", source);
    }
  }

  /**
   * Ingests what one request holds.
   *
   * @param body the request's body, by which it is known
   * @param usual cluster that it is of where none of its samples says one
   * @param rows what is in it
   * @throws IngestRefusedException when there is no room for it
   * @throws KvException when etcd failed. Send the same again, as after a refusal: nothing is lost
   *     or doubled
   */
  public LiveResult ingest(Sender sender, byte[] body, String usual, LiveRows rows) {
    long nowMs = clock.millis();
    LiveResult all = LiveResult.of(rows.ignored());
    if (rows.pieces().isEmpty()) {
      note(sender, usual, all, nowMs);
      return all;
    }
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(body));
    Ignored unnoted = rows.ignored();
    for (Map.Entry<String, CsvPiece> piece : rows.pieces().entrySet()) {
      KeptParsers.Read read = parse(piece.getKey(), rows.header(), piece.getValue(), nowMs);
      String upload = Uploads.identity(Sha256.hex(identity(sender, hash, read.timeGiven())));
      LiveResult one = ingest(piece.getKey(), upload, read.chunk(), nowMs);
      note(sender, piece.getKey(), one.ignoring(unnoted), nowMs);
      unnoted = Ignored.NONE;
      all = all.plus(one);
    }
    return all;
  }

  /**
   * Ingests a text as Prometheus scrapes it.
   *
   * @param body what it is known by: the text as it came, perhaps compressed
   * @param text UTF-8
   * @param clusters which cluster its samples are of
   * @throws nexus.telemetry.model.InvalidInputException when a cluster is no name
   * @throws IngestRefusedException as {@link #ingest} does
   * @throws KvException as {@link #ingest} does
   */
  public LiveResult ingestText(Sender sender, byte[] body, byte[] text, Clusters clusters) {
    String usual = clusters.given().orElse(clusters.usual());
    return ingest(sender, body, usual, TextRows.of(text, clusters, sender.given()));
  }

  private LiveResult ingest(String cluster, String upload, ParsedChunk parsed, long nowMs) {
    if (parsed.values() == 0) {
      return LiveResult.of(parsed.ignored());
    }
    Ledger.Stands stands = ledger.standing(cluster, upload, 0);
    Optional<LedgerEntry> before = stands.recorded().map(Ledger.Recorded::entry);
    LedgerEntry entry =
        before.orElseGet(() -> publish(cluster, upload, stands.revision(), parsed, nowMs));
    return new LiveResult(entry.counts(), entry.rejects(), parsed.ignored(), before.isPresent());
  }

  private KeptParsers.Read parse(String cluster, CsvHeader header, CsvPiece piece, long nowMs) {
    pressure.readAhead(cluster);
    long earliest = retained.earliest(cluster, nowMs).getAsLong();
    return parsers.parse(cluster, header, piece, earliest, nowMs);
  }

  private void note(Sender sender, String cluster, LiveResult result, long nowMs) {
    sources.sent(cluster, sender.source(), sender.kind(), sent(result, nowMs), nowMs);
  }

  /**
   * By what a request is known. The time that is given beside a body is its sender's, or now, and
   * says nothing where each of its samples has its own: then the same body says the same.
   */
  private static String identity(Sender sender, String hash, boolean timeGiven) {
    Given given = timeGiven ? sender.given() : sender.given().withoutTime();
    return hash + '\n' + sender.kind() + '\n' + given;
  }

  private static Sent sent(LiveResult result, long nowMs) {
    boolean fresh = !result.alreadyIngested();
    return new Sent(
        1,
        fresh ? result.counts().accepted() : 0,
        fresh ? result.refused() : 0,
        fresh ? result.ignored().values() : 0,
        nowMs,
        nowMs);
  }

  private LedgerEntry publish(
      String cluster, String upload, long recordedAt, ParsedChunk parsed, long nowMs) {
    pressure.check(cluster);
    List<UnpublishedMessage> messages = queue.draft(parsed.gpus(), nowMs);
    queue.publish(new MessageQueue.Chunk(cluster, upload, upload, 0, recordedAt), 0, messages);
    LedgerEntry entry =
        LedgerEntry.of(
            upload,
            0,
            1,
            0,
            0,
            parsed.counts(),
            messages.size(),
            parsed.firstMs(),
            parsed.lastMs(),
            nowMs,
            0,
            parsed.rejects());
    return ledger.recordLive(cluster, entry.withRejects(IngestResult.MAX_REJECTS), recordedAt);
  }

  /** Notes what came of sources and is not noted yet. Never fails. */
  public void note() {
    sources.noteAll();
  }

  /** The same, before the process ends. */
  @Override
  public void close() {
    note();
  }
}
