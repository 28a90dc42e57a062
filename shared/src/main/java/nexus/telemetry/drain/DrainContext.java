package nexus.telemetry.drain;

import java.time.InstantSource;
import nexus.telemetry.etcd.Keyspace;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.queue.FailedMessages;
import nexus.telemetry.queue.QueueListing;
import nexus.telemetry.store.StoreLoader;

/** What every partition's drain shares. */
record DrainContext(
    Kv kv,
    Keyspace keys,
    DrainOptions options,
    InstantSource clock,
    QueueListing listing,
    FailedMessages failed) {

  static DrainContext of(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    return new DrainContext(
        kv, keys, options, clock, new QueueListing(kv, keys), new FailedMessages(kv, keys));
  }

  StoreLoader loader(String cluster) {
    return new StoreLoader(kv, keys, cluster, options.blockSpanMs());
  }
}
