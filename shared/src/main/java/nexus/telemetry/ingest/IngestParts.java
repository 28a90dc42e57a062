package nexus.telemetry.ingest;

import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.ledger.Ledger;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.work.WorkerPool;

/** What every way of ingesting works with. */
record IngestParts(
    IngestOptions options,
    InstantSource clock,
    BackPressure pressure,
    MessageQueue queue,
    Ledger ledger,
    Retained retained,
    Uploads uploads,
    WorkerPool workers)
    implements AutoCloseable {

  static IngestParts of(Kv kv, Keyspace keys, IngestOptions options, InstantSource clock) {
    TtlLeases leases = new TtlLeases(kv, clock);
    WritableFormats formats = new WritableFormats(kv, keys, clock);
    long retention = options.ledgerRetentionSeconds();
    return new IngestParts(
        options,
        clock,
        new BackPressure(kv, keys, options.limits(), clock),
        new MessageQueue(kv, keys, leases, options.publish(), formats),
        ledger(kv, keys, leases, retention, formats, clock),
        new Retained(kv, keys, options.retentionMs()),
        new Uploads(kv, keys, leases, retention),
        WorkerPool.helpedByCallers("ingest", "the ingest", options.workers()));
  }

  /**
   * Takes a part of the memory that all share, for one thing that is ingested.
   *
   * @throws nexus.telemetry.work.OutOfRoomException when there is none for a while
   */
  UploadMemory openMemory() {
    return UploadMemory.open(options.memory());
  }

  /**
   * A ledger that has what cannot be read of the sums set aside.
   *
   * @param retentionSeconds seconds for which entries are kept; 0 for ever
   */
  static Ledger ledger(
      Kv kv,
      Keyspace keys,
      TtlLeases leases,
      long retentionSeconds,
      WritableFormats formats,
      InstantSource clock) {
    Quarantine quarantine = new Quarantine(kv, keys);
    return new Ledger(
        kv,
        keys,
        leases,
        retentionSeconds,
        formats,
        (cluster, damaged, reason) ->
            quarantine.keep(cluster, Damaged.of(damaged, reason), clock.millis(), List.of()));
  }

  /** Stops the workers. Whoever waits for them is told that the ingest is closed. */
  @Override
  public void close() {
    workers.close();
  }
}
