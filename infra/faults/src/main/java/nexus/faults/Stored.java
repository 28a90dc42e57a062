package nexus.faults;

import java.time.Duration;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.store.DrainCounters;

/**
 * What a cluster has in etcd, read past the applications and their proxies; again where that fails
 * at first.
 *
 * @param kv etcd
 * @param keys its keys
 * @param cluster the cluster's name
 */
record Stored(Kv kv, Keyspace keys, String cluster) {

  private static final Retry RETRY = Retry.onSystemTime(20, Duration.ofMinutes(1));

  Page read(Range range) {
    return RETRY.ofRepeatable(() -> kv.range(range));
  }

  /** Messages that wait. */
  long waiting() {
    return read(Range.prefix(keys.queue(cluster)).countOnly()).count();
  }

  /** What the drain counted in the transactions that stored. */
  DrainCounters drained() {
    return read(Range.prefix(keys.drainCounters(cluster))).entries().stream()
        .map(entry -> DrainCounters.decode(entry.value()))
        .reduce(DrainCounters.ZERO, DrainCounters::plus);
  }
}
