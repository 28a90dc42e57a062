package nexus.telemetry.drain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.telemetry.formats.WritableFormats;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.keys.Partitions;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.queue.MessageQueue;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.store.DrainCounters;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.testing.Samples;
import nexus.telemetry.testing.SettableClock;

/** A cluster to publish to and to drain, on whatever keeps the keys. */
abstract class DrainFixture {

  static final long HOUR = 3_600_000;
  static final long T0 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  static final String CLUSTER = "c1";
  static final DrainLimits LIMITS = new DrainLimits(1_000_000, 60_000);

  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T00:00:00Z"));
  final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final AtomicInteger uploads = new AtomicInteger();

  /** An empty store. */
  abstract Kv kv();

  DrainOptions options(int workers) {
    return new DrainOptions("test", workers, 0, 100, 16, HOUR, 0);
  }

  DrainResult drain(Kv kv) {
    return drain(kv, options(2), LIMITS);
  }

  DrainResult drain(Kv kv, DrainOptions options, DrainLimits limits) {
    try (Drainer drainer = new Drainer(kv, keys, options, clock)) {
      return drainer.drain(CLUSTER, limits);
    }
  }

  /** Ends the lease that a sweep waits for. */
  void endWait(Kv kv) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(keys.expiringWaits(CLUSTER))))));
  }

  MessageQueue queue(Kv kv) {
    return new MessageQueue(
        kv,
        keys,
        new TtlLeases(kv, clock),
        new PublishOptions(16, 100, 0, HOUR),
        new WritableFormats(kv, keys, clock));
  }

  int publish(Kv kv, GpuSamples... samples) {
    String upload = "%024x00000000".formatted(uploads.incrementAndGet());
    return queue(kv).publish(CLUSTER, upload, 0, List.of(samples), clock.millis());
  }

  DrainCounters counters(Kv kv) {
    DrainCounters sum = DrainCounters.ZERO;
    for (Entry entry :
        KvFutures.await(kv.range(Range.prefix(keys.drainCounters(CLUSTER)))).entries()) {
      sum = sum.plus(DrainCounters.decode(entry.value()));
    }
    return sum;
  }

  /** Of an instance of a GPU without a name, which cannot be stored: its UUID names no GPU. */
  static GpuSamples unstorable(double value) {
    GpuFacts facts = new GpuFacts("GPU-1", "", "", "", Map.of("GPU_I_ID", "3"));
    GpuId nameless = new GpuId(gpu(1, 0).host(), ".3");
    return new GpuSamples(
        nameless, facts, Samples.one(nameless, Samples.UTIL, T0, value).columns());
  }

  /** Has the UUID known, so that {@link #unstorable} can be stored after all. */
  void makeStorable(Kv kv) {
    GpuSamples samples = unstorable(1);
    put(
        kv,
        keys.metadata(CLUSTER, samples.gpu()),
        GpuMetadataCodec.encode(new GpuMetadata(samples.facts(), T0, T0)));
  }

  long count(Kv kv, String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix).countOnly())).count();
  }

  static GpuId gpu(int host, int index) {
    return new GpuId("host-" + host, Integer.toString(index));
  }

  static List<GpuSamples> fleet(int hosts, long fromMs, int scrapes) {
    List<GpuSamples> fleet = new ArrayList<>();
    for (int host = 0; host < hosts; host++) {
      for (int index = 0; index < 8; index++) {
        fleet.add(Samples.series(gpu(host, index), fromMs, 15_000, scrapes));
      }
    }
    return fleet;
  }

  static boolean isCommit(Txn txn) {
    return txn.then().stream()
        .anyMatch(op -> op instanceof Op.Put put && put.key().contains("/counters/drain/"));
  }

  static void put(Kv kv, String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  static void put(Kv kv, String key, String value) {
    put(kv, key, value.getBytes(StandardCharsets.UTF_8));
  }

  static List<Entry> read(Kv kv, Range range) {
    return KvFutures.await(kv.range(range)).entries();
  }

  String partitionOf(GpuId gpu) {
    return new Partitions(16).of(gpu.host());
  }
}
