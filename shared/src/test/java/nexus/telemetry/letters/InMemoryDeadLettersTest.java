package nexus.telemetry.letters;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;

/** Dead letters on the in-memory twin. */
final class InMemoryDeadLettersTest extends DeadLettersContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
