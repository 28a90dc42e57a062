package nexus.functions.api.latest;

import java.time.InstantSource;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.FleetQuery;
import nexus.telemetry.query.LatestCache;
import nexus.telemetry.query.latest.LatestQuery;

/** Makes what answers with newest values, for tests of other packages too. */
public final class TestLatest {

  private TestLatest() {}

  public static LatestFunction function(
      Kv kv, Keyspace keys, long staleAfterMs, InstantSource clock, String cluster) {
    FleetQuery fleet = new FleetQuery(kv, keys, new LatestCache(), clock, staleAfterMs);
    return new LatestFunction(new LatestQuery(fleet), TestSettings.ofCluster(cluster));
  }
}
