package nexus.telemetry.drain;

import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.jetcd.EmptyEtcd;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Usage on a real etcd. */
final class EtcdUsageIT extends UsageContract {

  @RegisterExtension static final EmptyEtcd ETCD = new EmptyEtcd();

  @Override
  Kv kv() {
    return ETCD.kv();
  }
}
