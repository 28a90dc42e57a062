package nexus.functions.api.series;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import nexus.functions.api.RequestParameters;
import nexus.functions.wiring.WarmupStep;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.series.SeriesQuery;

/** Asks for a series once before a snapshot is taken. */
@Singleton
final class SeriesWarmup implements WarmupStep {

  @Override
  public Object answer(Kv kv, Keyspace keys, InstantSource clock) {
    RequestParameters given =
        new RequestParameters(Map.of("gpu", List.of(GPU), "from", List.of(TIME)));
    SeriesQuery query = new SeriesQuery(kv, keys, HOUR_MS, clock);
    return SeriesFunction.answer(query, given, CLUSTER, clock.millis(), Long.MAX_VALUE);
  }
}
