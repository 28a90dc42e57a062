package nexus.telemetry.drain;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.model.Partition;
import nexus.telemetry.queue.QueueListing;
import nexus.telemetry.store.StoreLoader;
import nexus.telemetry.store.StoreView;

/**
 * What every partition's drain shares.
 *
 * @param views what this process's last drain of a partition left the store as, by partition: it
 *     saves reading and decoding the blocks again. Every commit is conditional on the revisions in
 *     it; where another drainer wrote meanwhile, the commit is refused and everything is read anew.
 */
record DrainContext(
    Kv kv,
    Keyspace keys,
    DrainOptions options,
    InstantSource clock,
    QueueListing listing,
    FailedMessages failed,
    Quarantine quarantine,
    Map<Partition, StoreView> views) {

  static DrainContext of(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    return new DrainContext(
        kv,
        keys,
        options,
        clock,
        new QueueListing(kv, keys),
        new FailedMessages(kv, keys),
        new Quarantine(kv, keys),
        new ConcurrentHashMap<>());
  }

  StoreLoader loader(String cluster) {
    return new StoreLoader(kv, keys, cluster, options.blockSpanMs());
  }
}
