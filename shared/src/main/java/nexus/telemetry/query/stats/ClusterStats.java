package nexus.telemetry.query.stats;

import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.latest.GpuStatus;
import nexus.telemetry.query.latest.HostFigures;
import nexus.telemetry.query.latest.LatestCache;
import org.jboss.logging.Logger;

/**
 * Answers for a cluster: its hosts' newest values and exact counters added up. One more read looks
 * at why dead letters were written, where there are any.
 */
public final class ClusterStats {

  private static final Logger LOG = Logger.getLogger(ClusterStats.class);

  private final Kv kv;
  private final Keyspace keys;
  private final InstantSource clock;
  private final long quotaBytes;
  private final long staleAfterMs;
  private final ClusterRead read;

  /**
   * @param kv the store
   * @param keys its keys
   * @param cache newest values read before, by whomever
   * @param clock by which samples are stale and messages old
   * @param quotaBytes bytes that etcd's database may grow to, as configured
   * @param staleAfterMs age at which a GPU's newest sample makes it stale, milliseconds
   */
  public ClusterStats(
      Kv kv,
      Keyspace keys,
      LatestCache cache,
      InstantSource clock,
      long quotaBytes,
      long staleAfterMs) {
    this.read = new ClusterRead(kv, keys, cache);
    this.kv = kv;
    this.keys = keys;
    this.clock = clock;
    this.quotaBytes = quotaBytes;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * Answers one request. A cluster that may be empty has zeros then.
   *
   * @throws NotFoundException when nothing was ever written to a cluster that may not be empty
   * @throws KvException when etcd fails
   */
  public ClusterSummary run(StatsRequest request) {
    String cluster = request.cluster().name();
    long nowMs = clock.millis();
    ClusterSnapshot now = read.read(cluster, nowMs);
    IngestFigures ingest = now.ingested();
    List<String> unreadable = now.unreadableCounters();
    boolean empty = now.isEmpty() && ingest.uploads() == 0 && unreadable.isEmpty();
    if (!request.cluster().mayBeEmpty() && empty) {
      throw request.cluster().unknown();
    }
    HostFigures hosts = now.latest().figures(now.latest().staleBeforeMs(nowMs, staleAfterMs));
    return new ClusterSummary(
        cluster,
        hosts.hosts(),
        hosts.gpusInAll(),
        hosts.models(),
        now.latest().unreadable(),
        unreadable,
        now.latest().newestMs(),
        hosts.gpusThatAre(GpuStatus.ACTIVE),
        hosts.gpusThatAre(GpuStatus.IDLE),
        hosts.gpusThatAre(GpuStatus.STALE),
        hosts.moved(),
        hosts.figures(),
        hosts.top(request.metrics(), request.top()),
        now.queue(),
        letters(now),
        ingest,
        StoreFigures.of(now.status(), quotaBytes));
  }

  /**
   * By the first letters; by none where reading them fails, as all else can be answered without.
   */
  private LetterFigures letters(ClusterSnapshot now) {
    long count = now.queue().deadLetters();
    if (count == 0) {
      return LetterFigures.NONE;
    }
    Range first =
        keys.deadLetters(now.cluster()).limit(LetterFigures.MAX_LETTERS).at(now.revision());
    try {
      return LetterFold.of(keys, now.cluster(), KvFutures.await(kv.range(first)));
    } catch (KvException e) {
      LOG.warnf(
          "reasons of dead letters are left out: cluster=%s %s", now.cluster(), e.getMessage());
      return LetterFigures.ofUnknown(count);
    }
  }
}
