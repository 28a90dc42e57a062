package nexus.bench.jmh;

import java.util.Map;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.query.ClusterStats;
import nexus.telemetry.query.ClusterSummary;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A cluster at a glance, on the in-memory store. */
public class StatsBenchmark extends Defaults {

  /** A cluster of 8 GPUs a host, 10 metrics each. */
  abstract static class Cluster {

    private final ClusterStats stats;
    private final long gpus;

    Cluster(int hosts) {
      String count = Integer.toString(hosts);
      StoredCluster store = new StoredCluster(GeneratedTelemetry.samples("--hosts", count));
      stats = new ClusterStats(store.kv, store.keys, StoredCluster.CLOCK, 8L << 30, 300_000);
      gpus = 8L * hosts;
    }

    ClusterSummary summary() {
      ClusterSummary summary = stats.run(Map.of(), StoredCluster.NAME);
      if (summary.gpus() != gpus) {
        throw new IllegalStateException(summary.gpus() + " GPUs, not " + gpus);
      }
      return summary;
    }
  }

  /** 31 hosts. */
  @State(Scope.Benchmark)
  public static class Of248Gpus extends Cluster {
    public Of248Gpus() {
      super(31);
    }
  }

  /** 1,250 hosts. */
  @State(Scope.Benchmark)
  public static class Of10000Gpus extends Cluster {
    public Of10000Gpus() {
      super(1_250);
    }
  }

  /** One answer over 248 GPUs. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus248(Of248Gpus cluster) {
    return cluster.summary();
  }

  /** One answer over 10,000 GPUs. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus10000(Of10000Gpus cluster) {
    return cluster.summary();
  }
}
