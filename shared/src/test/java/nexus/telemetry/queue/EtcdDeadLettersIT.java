package nexus.telemetry.queue;

import nexus.telemetry.etcd.EmptyEtcd;
import nexus.telemetry.etcd.Kv;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters on a real etcd. */
final class EtcdDeadLettersIT extends DeadLettersContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
