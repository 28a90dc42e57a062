package nexus.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import nexus.telemetry.block.Block;
import nexus.telemetry.block.BlockCodec;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;

/**
 * A GPU of which the points of one page are more than Lambda takes: 99,840 with values of many
 * digits, of 8,320 metrics with names as long as can be. They are put into etcd as blocks; as
 * uploads, the newest values of so many names would be more than one key takes.
 */
final class LargeGpu {

  private static final int BLOCKS = 8;
  private static final int METRICS_A_BLOCK = 1_040;
  private static final int POINTS = 12;
  private static final long HOUR_MS = 3_600_000;
  private static final int LONGEST_NAME = 253;

  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final Random random = new Random(1);
  private final SortedMap<String, SortedMap<Long, Double>> points = new TreeMap<>();

  private LargeGpu() {}

  /** Stores it; returns its points: metric, then epoch milliseconds to value. */
  static SortedMap<String, SortedMap<Long, Double>> store(
      EtcdServer etcd, String cluster, GpuId gpu) {
    LargeGpu large = new LargeGpu();
    try (Kv kv = new EtcdKv(etcd.config())) {
      for (int block = 0; block < BLOCKS; block++) {
        long startMs = Capture.BEGIN_MS + block * HOUR_MS;
        byte[] value = BlockCodec.encode(large.block(startMs, METRICS_A_BLOCK * block));
        put(kv, large.keys.block(cluster, gpu, startMs), value);
      }
      byte[] metadata = GpuMetadataCodec.encode(new GpuMetadata(GpuFacts.UNKNOWN, 0, 0));
      put(kv, large.keys.metadata(cluster, gpu), metadata);
    }
    return large.points;
  }

  private Block block(long startMs, int firstMetric) {
    List<MetricColumn> columns = new ArrayList<>();
    for (int i = 0; i < METRICS_A_BLOCK; i++) {
      String number = "M" + (10_000 + firstMetric + i);
      String name = number + "x".repeat(LONGEST_NAME - number.length());
      long[] times = LongStream.range(0, POINTS).map(point -> startMs + 1_000 * point).toArray();
      double[] values = random.doubles(POINTS, -1e-9, 0).toArray();
      SortedMap<Long, Double> series = new TreeMap<>();
      for (int point = 0; point < POINTS; point++) {
        series.put(times[point], values[point]);
      }
      points.put(name, series);
      columns.add(new MetricColumn(name, times, values));
    }
    return new Block(columns);
  }

  private static void put(Kv kv, String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }
}
