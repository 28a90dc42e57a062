package nexus.bench.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import nexus.bench.Fleet;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;

/**
 * A store of as many blocks as wanted, put straight into etcd: real blocks of an hour of all
 * metrics under real keys. All GPUs share the values of a few, since to make a million blocks'
 * values would take longer than all else.
 */
final class BlockFixture {

  static final int SCRAPES = 240;
  static final long HOUR_MS = 3_600_000;

  private static final long STEP_MS = HOUR_MS / SCRAPES;
  private static final Instant START = Instant.parse("2025-07-01T00:00:00Z");
  private static final int GPUS_A_HOST = 8;
  private static final int WALKS = 4;
  private static final long SEED = 1;

  private final Kv kv;
  private final Keyspace keys;
  private final String cluster;
  private final Fleet walking = new Fleet(SEED, 0, 1, WALKS);

  /** Stored forms, by hour and then by walk. */
  private final List<List<byte[]>> blocks = new ArrayList<>();

  private final List<Gpu> gpus = new ArrayList<>();
  private int hours;

  BlockFixture(Kv kv, Keyspace keys, String cluster) {
    this.kv = kv;
    this.keys = keys;
    this.cluster = cluster;
  }

  /** Epoch milliseconds at which the blocks of an hour begin. */
  static long startMs(int hour) {
    return START.toEpochMilli() + hour * HOUR_MS;
  }

  Gpu gpu(int number) {
    return gpus.get(number);
  }

  /** Adds what lacks to so many GPUs with so many blocks each; neither gets fewer. */
  void grow(int toGpus, int toHours) {
    int oldGpus = gpus.size();
    int oldHours = hours;
    while (gpus.size() < toGpus) {
      gpus.add(Gpu.of(SEED, gpus.size() / GPUS_A_HOST, gpus.size() % GPUS_A_HOST));
    }
    for (; hours < toHours; hours++) {
      blocks.add(hour(startMs(hours)));
    }
    try (Puts puts = new Puts(kv)) {
      for (int hour = 0; hour < hours; hour++) {
        for (int number = hour < oldHours ? oldGpus : 0; number < gpus.size(); number++) {
          GpuId gpu = id(gpus.get(number));
          byte[] block = blocks.get(hour).get(number % WALKS);
          puts.put(keys.block(cluster, gpu, startMs(hour)), block);
        }
      }
      for (Gpu gpu : gpus.subList(oldGpus, gpus.size())) {
        puts.put(keys.metadata(cluster, id(gpu)), metadata(gpu));
      }
    }
  }

  private static GpuId id(Gpu gpu) {
    return new GpuId(gpu.host(), Integer.toString(gpu.index()));
  }

  private static byte[] metadata(Gpu gpu) {
    GpuFacts facts = new GpuFacts(gpu.uuid(), gpu.device(), Gpu.MODEL, Gpu.DRIVER, Map.of());
    return GpuMetadataCodec.encode(new GpuMetadata(facts, startMs(0), startMs(0)));
  }

  /** The stored form of the next hour of every walk. */
  private List<byte[]> hour(long startMs) {
    return Recording.of(walking, List.of(Metric.values()), SCRAPES, 1).stream()
        .map(values -> BlockCodec.encode(block(startMs, values)))
        .toList();
  }

  private static Block block(long startMs, Map<Metric, int[]> values) {
    return new Block(
        values.keySet().stream()
            .sorted(Comparator.comparing(Metric::dcgmName))
            .map(metric -> column(startMs, metric, values.get(metric)))
            .toList());
  }

  private static MetricColumn column(long startMs, Metric metric, int[] values) {
    long[] times = new long[SCRAPES];
    double[] numbers = new double[SCRAPES];
    for (int i = 0; i < SCRAPES; i++) {
      times[i] = startMs + i * STEP_MS + metric.delaySeconds * 1_000L;
      numbers[i] = metric.scaled(values[i]);
    }
    return new MetricColumn(metric.dcgmName(), times, numbers);
  }
}
