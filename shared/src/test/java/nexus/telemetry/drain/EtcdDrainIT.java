package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The drain on a real etcd. */
final class EtcdDrainIT extends DrainContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
