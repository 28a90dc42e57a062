package nexus.telemetry.query.stats;

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

  /** Whether it has no host, no message and no dead letter. */
  boolean isEmpty() {
    return latest.isEmpty() && queue.messages() == 0 && queue.deadLetters() == 0;
  }

  /**
   * What was ingested so far.
   *
   * @throws UnreadableException when a counter cannot be read: the rest would not be the truth
   */
  IngestFigures ingested() {
    return IngestFigures.of(
        sum(ingestCounters, IngestTotals::decode, IngestTotals.ZERO, IngestTotals::plus));
  }

  /**
   * What was stored so far.
   *
   * @throws UnreadableException likewise
   */
  DrainFigures drained() {
    return DrainFigures.of(
        sum(drainCounters, DrainCounters::decode, DrainCounters.ZERO, DrainCounters::plus));
  }

  private static <T> T sum(
      Page counters, Function<byte[], T> codec, T zero, BinaryOperator<T> plus) {
    T sum = zero;
    for (Entry counter : counters.entries()) {
      sum = plus.apply(sum, StoredValues.decode(counter, codec));
    }
    return sum;
  }
}
