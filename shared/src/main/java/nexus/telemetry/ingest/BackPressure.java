package nexus.telemetry.ingest;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.ingest.IngestRefusedException.Full;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Status;
import org.jboss.logging.Logger;

/**
 * Refuses to publish where the queue or etcd's database is full.
 *
 * <p>Reads how full they are at most once in {@value #FRESH_MS} ms a cluster, and ahead of the time
 * when it matters: {@link #readAhead} while the content is parsed, {@link #check} before it is
 * published. So the limits may be exceeded by what is published meanwhile.
 */
final class BackPressure {

  private static final Logger LOG = Logger.getLogger(BackPressure.class);
  private static final long FRESH_MS = 1_000;

  /** Clusters remembered; a name is whatever a caller says it is. */
  private static final int MAX_CLUSTERS = 1_000;

  private final Kv kv;
  private final Keyspace keys;
  private final IngestLimits limits;
  private final InstantSource clock;
  private final Map<String, Reading> readings = new HashMap<>();

  BackPressure(Kv kv, Keyspace keys, IngestLimits limits, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.limits = limits;
    this.clock = clock;
  }

  /** What was asked of etcd, and when. */
  private record Reading(
      long askedAtMs, CompletableFuture<Page> queue, CompletableFuture<Status> database) {

    boolean isFresh(long nowMs) {
      return Math.abs(nowMs - askedAtMs) < FRESH_MS
          && !queue.isCompletedExceptionally()
          && !database.isCompletedExceptionally();
    }
  }

  /** Asks etcd, and does not wait. */
  void readAhead(String cluster) {
    if (!limits.isNone()) {
      reading(cluster);
    }
  }

  /**
   * Checks that there is room.
   *
   * @throws IngestRefusedException where there is none
   * @throws KvException when etcd cannot be asked
   */
  void check(String cluster) {
    if (limits.isNone()) {
      return;
    }
    Optional<String> database = status(cluster).flatMap(limits::databaseFull);
    if (database.isPresent()) {
      throw refused(Full.DATABASE, database.get());
    }
    long depth = retry().ofRepeatable(() -> reading(cluster).queue()).count();
    Optional<String> queue = limits.queueFull(cluster, depth);
    if (queue.isPresent()) {
      throw refused(Full.QUEUE, queue.get());
    }
  }

  /**
   * The state of etcd; empty where etcd does not tell it to this user. Then its puts tell when it
   * is full.
   */
  private Optional<Status> status(String cluster) {
    try {
      return Optional.of(retry().ofRepeatable(() -> reading(cluster).database()));
    } catch (KvException e) {
      if (e.retryable()) {
        throw e;
      }
      LOG.debugf("how full etcd's database is cannot be read: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized Reading reading(String cluster) {
    long nowMs = clock.millis();
    Reading known = readings.get(cluster);
    if (known != null && known.isFresh(nowMs)) {
      return known;
    }
    if (readings.size() >= MAX_CLUSTERS) {
      readings.clear();
    }
    Range queue = Range.prefix(keys.queue(cluster)).countOnly();
    Reading asked = new Reading(nowMs, kv.range(queue), kv.status());
    readings.put(cluster, asked);
    return asked;
  }

  private static IngestRefusedException refused(Full full, String reason) {
    LOG.warnf("ingest is refused: %s", reason);
    return new IngestRefusedException(full, reason);
  }

  /**
   * Asked for at each use: who makes this must not use the store yet, as it may be frozen first.
   */
  private Retry retry() {
    return kv.retry(4, Duration.ofSeconds(10));
  }
}
