package nexus.functions.api.stats;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import nexus.functions.wiring.WarmupStep;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.StatsRequest;

/** Asks for a cluster's figures once before a snapshot is taken. */
@Singleton
final class StatsWarmup implements WarmupStep {

  @Override
  public Object answer(Kv kv, Keyspace keys, InstantSource clock) {
    ClusterStats stats = new ClusterStats(kv, keys, new LatestCache(), clock, 1, 1);
    return StatsAnswer.of(stats.run(StatsRequest.of(AskedCluster.of(CLUSTER, CLUSTER))));
  }
}
