package nexus.telemetry.letters;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters on a real etcd. */
final class EtcdDeadLettersIT extends DeadLettersContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
