package nexus.telemetry.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.memory.InMemoryKv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;
import nexus.telemetry.store.UuidPointer;

/**
 * A store, in memory unless told otherwise, that tests fill with a few plain lines, independently
 * of the drain.
 */
public final class TestStore {

  public static final String CLUSTER = "c1";
  public static final long NOW = Instant.parse("2025-07-18T20:00:00Z").toEpochMilli();
  public static final long SPAN = 3_600_000;
  public static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

  public final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  public final Kv kv;

  public TestStore() {
    this(new InMemoryKv(CLOCK));
  }

  public TestStore(Kv kv) {
    this.kv = kv;
  }

  public static MetricColumn column(String metric, Number... timesAndValues) {
    int size = timesAndValues.length / 2;
    long[] times = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      times[i] = timesAndValues[2 * i].longValue();
      values[i] = timesAndValues[2 * i + 1].doubleValue();
    }
    return new MetricColumn(metric, times, values);
  }

  public static GpuFacts facts(String uuid, String model) {
    return new GpuFacts(uuid, "nvidia0", model, "535", Map.of());
  }

  public void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  public void put(String key, String value) {
    put(key, value.getBytes(UTF_8));
  }

  public void delete(String key) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.delete(key)))));
  }

  public long revision() {
    return KvFutures.await(kv.status()).revision();
  }

  /** Stores a GPU's samples; blocks are cut at multiples of the span and at {@code splits}. */
  public void gpu(
      GpuId gpu, GpuFacts facts, long spanMs, List<Long> splits, MetricColumn... columns) {
    TreeSet<Long> starts = new TreeSet<>();
    for (MetricColumn column : columns) {
      Arrays.stream(column.times()).forEach(t -> starts.add(t - t % spanMs));
    }
    starts.addAll(splits);
    for (long start : starts) {
      Long end = starts.higher(start);
      block(gpu, start, end == null ? Long.MAX_VALUE : end, columns);
    }
    put(keys.metadata(CLUSTER, gpu), GpuMetadataCodec.encode(new GpuMetadata(facts, 0, 0)));
    if (!facts.uuid().isEmpty() && !gpu.gpu().contains(".")) {
      put(keys.uuid(CLUSTER, facts.uuid()), new UuidPointer(gpu, List.of()).encode());
    }
    latest(gpu, facts, columns);
  }

  public void gpu(GpuId gpu, GpuFacts facts, MetricColumn... columns) {
    gpu(gpu, facts, SPAN, List.of(), columns);
  }

  private void block(GpuId gpu, long start, long end, MetricColumn... columns) {
    List<MetricColumn> slices = new ArrayList<>();
    for (MetricColumn column : columns) {
      MetricColumn slice = column.slice(column.firstAtOrAfter(start), column.firstAtOrAfter(end));
      if (slice.size() > 0) {
        slices.add(slice);
      }
    }
    if (!slices.isEmpty()) {
      put(keys.block(CLUSTER, gpu, start), BlockCodec.encode(new Block(slices)));
    }
  }

  private void latest(GpuId gpu, GpuFacts facts, MetricColumn... columns) {
    String key = keys.latest(CLUSTER, gpu.host());
    TreeMap<String, HostLatest.Gpu> gpus = new TreeMap<>();
    KvFutures.await(kv.range(Range.key(key)))
        .entries()
        .forEach(
            entry ->
                HostLatestCodec.decode(entry.value())
                    .gpus()
                    .forEach(other -> gpus.put(other.gpu(), other)));
    List<HostLatest.LatestSample> newest = new ArrayList<>();
    for (MetricColumn column : columns) {
      int last = column.size() - 1;
      newest.add(
          new HostLatest.LatestSample(column.metric(), column.time(last), column.value(last)));
    }
    gpus.put(
        gpu.gpu(),
        new HostLatest.Gpu(gpu.gpu(), facts.uuid(), facts.device(), facts.model(), newest));
    put(key, HostLatestCodec.encode(new HostLatest(gpu.host(), List.copyOf(gpus.values()))));
  }

  /** {@code parameters("gpu", "h/0", "metric", "A", "metric", "B")}. */
  public static Map<String, List<String>> parameters(String... namesAndValues) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters
          .computeIfAbsent(namesAndValues[i], name -> new ArrayList<>())
          .add(namesAndValues[i + 1]);
    }
    return parameters;
  }
}
