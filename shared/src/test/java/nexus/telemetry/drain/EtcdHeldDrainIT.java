package nexus.telemetry.drain;

import java.util.List;
import nexus.telemetry.etcd.EtcdKv;
import nexus.telemetry.etcd.EtcdServer;
import nexus.telemetry.etcd.Kv;
import nexus.telemetry.etcd.KvException;
import nexus.telemetry.etcd.Op;
import nexus.telemetry.etcd.Txn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The drain that holds its claims, on a real etcd. */
final class EtcdHeldDrainIT extends HeldDrainContract {

  private static EtcdServer etcd;
  private static EtcdKv kv;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
    kv = new EtcdKv(etcd.config());
  }

  @AfterAll
  static void close() {
    kv.close();
    etcd.close();
  }

  @Override
  Kv kv() {
    KvException.await(
        kv.txn(Txn.always(List.of(new Op.DeleteRange("/telemetry/", "/telemetry0")))));
    return kv;
  }
}
