package nexus.functions.api.latest;

import nexus.functions.wiring.TestSettings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestQuery;
import nexus.telemetry.query.latest.LatestReader;

/** Makes what answers with newest values, for tests of other packages too. */
public final class TestLatest {

  private TestLatest() {}

  public static LatestFunction function(Kv kv, Keyspace keys, String cluster) {
    LatestReader newest = new LatestReader(kv, keys, new LatestCache());
    return new LatestFunction(new LatestQuery(newest), TestSettings.ofCluster(cluster));
  }
}
