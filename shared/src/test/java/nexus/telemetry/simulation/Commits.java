package nexus.telemetry.simulation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.testing.QueuedSamples;

/**
 * Looks at every commit of a drain as it is applied: only who holds the partition's claim at that
 * moment may write, and the counters move by as many samples as the messages carried that it takes
 * away.
 */
final class Commits {

  /** With this begins what no client can see. */
  static final String COMMIT = "commit: ";

  private final SimulatedStore store;
  private final Keyspace keys;
  private final String counters = "/counters/drain/";

  Commits(SimulatedStore store, Keyspace keys) {
    this.store = store;
    this.keys = keys;
  }

  /** What stands before a transaction; the check is to be run when it was applied. */
  Runnable before(String who, Txn txn) {
    for (Op op : txn.then()) {
      if (op instanceof Op.Put put && put.key().contains(counters)) {
        return before(who, txn, put);
      }
    }
    return Commits::nothing;
  }

  private static void nothing() {}

  private Runnable before(String who, Txn txn, Op.Put counterPut) {
    String partition = counterPut.key().substring(counterPut.key().length() - 2);
    String claim = keys.claim(Simulation.CLUSTER, partition);
    Optional<String> holder =
        first(claim).map(entry -> new String(entry.value(), StandardCharsets.UTF_8));
    DrainCounters before =
        first(counterPut.key())
            .map(entry -> DrainCounters.decode(entry.value()))
            .orElse(DrainCounters.ZERO);
    DrainCounters after = DrainCounters.decode(counterPut.value());
    long taken = taken(txn);
    return () -> {
      if (!holder.equals(Optional.of(who))) {
        store.problem(
            COMMIT + who + " committed to partition " + partition + ", held by " + holder);
      }
      if (sum(after) - sum(before) != taken) {
        store.problem(
            (COMMIT + "%s counted %d samples of partition %s, its messages carried %d")
                .formatted(who, sum(after) - sum(before), partition, taken));
      }
    };
  }

  /** Samples of the messages that are taken away, without those that are put back. */
  private long taken(Txn txn) {
    long samples = 0;
    for (Op op : txn.then()) {
      if (op instanceof Op.Delete delete && delete.key().startsWith(keys.queues())) {
        samples += first(delete.key()).map(entry -> samples(entry.value())).orElse(0L);
      } else if (op instanceof Op.Put put && put.key().startsWith(keys.queues())) {
        samples -= samples(put.value());
      }
    }
    return samples;
  }

  private static long samples(byte[] message) {
    return QueuedSamples.in(message).stream().mapToInt(GpuSamples::size).sum();
  }

  private static long sum(DrainCounters counters) {
    return counters.added() + counters.overwritten() + counters.unchanged();
  }

  private Optional<Entry> first(String key) {
    List<Entry> entries = store.read(Range.key(key));
    return entries.stream().findFirst();
  }
}
