package nexus.telemetry.queue;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue on a real etcd. */
final class EtcdQueueIT extends QueueContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
