package nexus.telemetry.query.promql;

import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.query.ClusterNames;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.store.HostLatest;

/** Answers what PromQL asks of the store. */
public final class PromqlQuery {

  private final Kv kv;
  private final Keyspace keys;
  private final LatestReader newest;
  private final long blockSpanMs;
  private final InstantSource clock;

  /**
   * @param kv the store
   * @param keys its keys
   * @param newest newest values, which say what there is
   * @param blockSpanMs span of a block, as the drain writes them
   * @param clock when a block is said to have been set aside
   */
  public PromqlQuery(
      Kv kv, Keyspace keys, LatestReader newest, long blockSpanMs, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.newest = newest;
    this.blockSpanMs = blockSpanMs;
    this.clock = clock;
  }

  /**
   * The stored series, for one query.
   *
   * @param cluster of which, where the query does not say it
   * @param budget what the query may take
   */
  public StoredSeries series(String cluster, Budget budget) {
    return new StoredSeries(kv, keys, newest, blockSpanMs, clock, cluster, budget);
  }

  /** Names of all clusters, ascending. */
  public List<String> clusters() {
    return new ClusterNames(kv, keys).all();
  }

  /** Stored metrics that GPUs of a cluster have newest values of, ascending. */
  public List<String> metrics(String cluster) {
    TreeSet<String> metrics = new TreeSet<>();
    for (HostLatest host : newest.readOnce(cluster).hosts()) {
      for (HostLatest.Gpu gpu : host.gpus()) {
        gpu.samples().forEach(sample -> metrics.add(SeriesName.metricOf(sample.metric())));
      }
    }
    return List.copyOf(metrics);
  }
}
