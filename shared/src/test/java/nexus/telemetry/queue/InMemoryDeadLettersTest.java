package nexus.telemetry.queue;

import nexus.telemetry.etcd.InMemoryKv;
import nexus.telemetry.etcd.Kv;

/** Dead letters on the in-memory twin. */
final class InMemoryDeadLettersTest extends DeadLettersContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
