package nexus.telemetry.drain;

import java.time.InstantSource;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.letters.FailedMessages;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.queue.QueueListing;
import nexus.telemetry.store.StoreLoader;

/**
 * What every partition's drain shares.
 *
 * @param views the store as the last drain of this process left it, by partition. This saves
 *     reading and decoding the blocks again. Every commit is conditional on the revisions in it;
 *     where another drainer wrote meanwhile, the commit is refused and everything is read anew.
 * @param memory how much of the heap it takes
 * @param waits what waits for a newer release
 * @param formats the versions to write
 */
record DrainContext(
    Kv kv,
    Keyspace keys,
    DrainOptions options,
    InstantSource clock,
    QueueListing listing,
    FailedMessages failed,
    Quarantine quarantine,
    KeptViews views,
    DrainMemory memory,
    Waits waits,
    WritableFormats formats) {

  static DrainContext of(Kv kv, Keyspace keys, DrainOptions options, InstantSource clock) {
    return new DrainContext(
        kv,
        keys,
        options,
        clock,
        new QueueListing(kv, keys),
        new FailedMessages(kv, keys),
        new Quarantine(kv, keys),
        new KeptViews(DrainMemory.ofThisProcess().viewsBytes()),
        DrainMemory.ofThisProcess(),
        new Waits(clock),
        new WritableFormats(kv, keys, clock));
  }

  StoreLoader loader(String cluster) {
    return new StoreLoader(kv, keys, cluster, options.blockSpanMs());
  }
}
