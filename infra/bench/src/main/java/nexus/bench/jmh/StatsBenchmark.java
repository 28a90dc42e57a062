package nexus.bench.jmh;

import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.ClusterSummary;
import nexus.telemetry.query.stats.StatsRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A cluster at a glance, on the in-memory store. */
public class StatsBenchmark extends Defaults {

  /** A cluster of 8 GPUs a host, 10 metrics each. */
  abstract static class Cluster {

    private static final StatsRequest REQUEST =
        StatsRequest.of(AskedCluster.of(StoredCluster.NAME, StoredCluster.NAME));

    private final StoredCluster store;
    private final ClusterStats known;
    private final long gpus;

    Cluster(int hosts) {
      String count = Integer.toString(hosts);
      store = new StoredCluster(GeneratedTelemetry.samples("--hosts", count));
      known = stats();
      gpus = 8L * hosts;
    }

    ClusterSummary summaryOfNew() {
      return checked(stats().run(REQUEST));
    }

    ClusterSummary summaryOfKnown() {
      return checked(known.run(REQUEST));
    }

    private ClusterStats stats() {
      return new ClusterStats(
          store.kv, store.keys, new LatestCache(), StoredCluster.CLOCK, 8L << 30, 300_000);
    }

    private ClusterSummary checked(ClusterSummary summary) {
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

  /** 248 GPUs, all of which have new values. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus248New(Of248Gpus cluster) {
    return cluster.summaryOfNew();
  }

  /** 248 GPUs, nothing new since the answer before. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus248Known(Of248Gpus cluster) {
    return cluster.summaryOfKnown();
  }

  /** 10,000 GPUs, all of which have new values. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus10000New(Of10000Gpus cluster) {
    return cluster.summaryOfNew();
  }

  /** 10,000 GPUs, nothing new since the answer before. */
  @Benchmark
  @Counts("answers")
  public ClusterSummary gpus10000Known(Of10000Gpus cluster) {
    return cluster.summaryOfKnown();
  }
}
