package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;

/** Usage on the in-memory twin. */
final class InMemoryUsageTest extends UsageContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
