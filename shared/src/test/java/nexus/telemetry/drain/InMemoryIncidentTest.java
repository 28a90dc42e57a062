package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;

/** Incidents on the in-memory twin. */
final class InMemoryIncidentTest extends IncidentContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
