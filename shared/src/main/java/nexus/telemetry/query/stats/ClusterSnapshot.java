package nexus.telemetry.query.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Status;
import nexus.telemetry.ledger.IngestTotals;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.latest.LatestHosts;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.StoredValues;
import org.jboss.logging.Logger;

/**
 * A cluster at one revision of the store.
 *
 * @param cluster its name
 * @param revision the revision
 * @param latest newest values
 * @param queue what waits
 * @param ingestCounters counters of what was ingested
 * @param drainCounters counters of what was stored
 * @param status etcd's state, asked for at the same time
 */
record ClusterSnapshot(
    String cluster,
    long revision,
    LatestHosts latest,
    QueueFigures queue,
    Page ingestCounters,
    Page drainCounters,
    Status status) {

  private static final Logger LOG = Logger.getLogger(ClusterSnapshot.class);

  /** Whether it has no host, no message and no dead letter. */
  boolean isEmpty() {
    return latest.isEmpty() && queue.messages() == 0 && queue.deadLetters() == 0;
  }

  /** What was ingested so far, but for what {@link #unreadableCounters} name. */
  IngestFigures ingested() {
    return IngestFigures.of(
        sum(ingestCounters, IngestTotals::decode, IngestTotals.ZERO, IngestTotals::plus).total());
  }

  /** Keys of ingest's counters that cannot be read, ascending. */
  List<String> unreadableCounters() {
    return sum(ingestCounters, IngestTotals::decode, IngestTotals.ZERO, IngestTotals::plus)
        .unreadable();
  }

  /** What was stored so far; empty where a counter cannot be read. */
  Optional<DrainFigures> allDrained() {
    return sum(drainCounters, DrainCounters::decode, DrainCounters.ZERO, DrainCounters::plus)
        .whole()
        .map(DrainFigures::of);
  }

  /** What was ingested so far; empty where a counter cannot be read. */
  Optional<IngestFigures> allIngested() {
    return sum(ingestCounters, IngestTotals::decode, IngestTotals.ZERO, IngestTotals::plus)
        .whole()
        .map(IngestFigures::of);
  }

  /**
   * What counters are together.
   *
   * @param total the sum of those that can be read
   * @param unreadable keys of the others
   */
  private record Sum<T>(T total, List<String> unreadable) {

    Optional<T> whole() {
      return unreadable.isEmpty() ? Optional.of(total) : Optional.empty();
    }
  }

  private static <T> Sum<T> sum(
      Page counters, Function<byte[], T> codec, T zero, BinaryOperator<T> plus) {
    T sum = zero;
    List<String> unreadable = new ArrayList<>();
    for (Entry counter : counters.entries()) {
      try {
        sum = plus.apply(sum, StoredValues.decode(counter, codec));
      } catch (UnreadableException e) {
        LOG.warnf("counters are left out: %s", e.getMessage());
        unreadable.add(counter.key());
      }
    }
    return new Sum<>(sum, unreadable);
  }
}
