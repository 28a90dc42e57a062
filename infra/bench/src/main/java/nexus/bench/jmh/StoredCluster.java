package nexus.bench.jmh;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import nexus.telemetry.drain.DrainLimits;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.queue.MessageQueue.PublishOptions;

/** An in-memory store into which samples came as they come into etcd: published, then drained. */
final class StoredCluster {

  static final String NAME = "bench";
  static final long BLOCK_SPAN_MS = 3_600_000;
  static final PublishOptions PUBLISH = new PublishOptions(16, Kv.MAX_OPERATIONS, 0, BLOCK_SPAN_MS);
  static final DrainOptions DRAIN = new DrainOptions("bench", 1, 0, 100, 16, BLOCK_SPAN_MS, 0);
  static final DrainLimits LIMITS = new DrainLimits(1_000_000, 900_000);

  /** A day after the start of whatever is generated. */
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-07-02T00:00:00Z"));

  private static final String UPLOAD = "0123456789abcdef01234567";

  final Kv kv = new InMemoryKv(CLOCK);
  final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);

  StoredCluster(List<GpuSamples> samples) {
    new MessageQueue(
            kv, keys, new TtlLeases(kv, CLOCK), PUBLISH, new WritableFormats(kv, keys, CLOCK))
        .publish(NAME, UPLOAD, 0, samples, CLOCK.millis());
    try (Drainer drainer = new Drainer(kv, keys, DRAIN, CLOCK)) {
      drainer.drain(NAME, LIMITS);
    }
  }
}
