package nexus.functions.api.series;

import static nexus.telemetry.testing.TestStore.CLOCK;
import static nexus.telemetry.testing.TestStore.CLUSTER;
import static nexus.telemetry.testing.TestStore.SPAN;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.gpu.GpuFinder;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.testing.TestStore;

/** Asks a store for series by parameters, as a request does. */
final class Ask {

  private Ask() {}

  /** {@code series(store, "gpu", "h/0", "metric", "A", "metric", "B")}. */
  static SeriesAnswer series(TestStore store, String... namesAndValues) {
    return series(store, TestStore.parameters(namesAndValues));
  }

  static SeriesAnswer series(TestStore store, Map<String, List<String>> parameters) {
    return series(store.kv, store.keys, SPAN, CLOCK, parameters, Long.MAX_VALUE);
  }

  static SeriesAnswer series(
      Kv kv,
      Keyspace keys,
      long spanMs,
      InstantSource clock,
      Map<String, List<String>> parameters,
      long maxBytes) {
    return SeriesFunction.answer(
        new SeriesQuery(kv, keys, spanMs, clock),
        new RequestParameters(parameters),
        CLUSTER,
        clock.millis(),
        maxBytes);
  }

  /** What answers for samples one by one; stale after a span. */
  static TelemetryFunction telemetry(
      Kv kv, Keyspace keys, long spanMs, InstantSource clock, String cluster) {
    LatestCache cache = new LatestCache();
    FleetQuery fleet = new FleetQuery(kv, keys, cache, clock, spanMs);
    SeriesQuery query = new SeriesQuery(kv, keys, spanMs, clock);
    return new TelemetryFunction(
        query,
        new SeriesExport(query),
        new GpuFinder(kv, keys, new LatestReader(kv, keys, cache)),
        fleet,
        TestSettings.ofCluster(cluster),
        clock);
  }

  static Request request(Map<String, List<String>> parameters) {
    return new Request(parameters, "", () -> new byte[0], Long.MAX_VALUE);
  }
}
