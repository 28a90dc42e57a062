package nexus.telemetry.queue;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;

/** The queue on the in-memory twin. */
final class InMemoryQueueTest extends QueueContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
