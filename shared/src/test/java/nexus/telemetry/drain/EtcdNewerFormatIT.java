package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The next release's bytes in a real etcd. */
final class EtcdNewerFormatIT extends NewerFormatContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
