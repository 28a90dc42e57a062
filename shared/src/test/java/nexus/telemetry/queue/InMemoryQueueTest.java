package nexus.telemetry.queue;

import nexus.telemetry.etcd.InMemoryKv;
import nexus.telemetry.etcd.Kv;

/** The queue on the in-memory twin. */
final class InMemoryQueueTest extends QueueContract {

  @Override
  Kv kv() {
    return new InMemoryKv(clock);
  }
}
