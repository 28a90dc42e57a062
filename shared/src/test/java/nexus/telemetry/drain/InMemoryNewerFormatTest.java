package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;

/** The next release's bytes in the in-memory twin. */
final class InMemoryNewerFormatTest extends NewerFormatContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
