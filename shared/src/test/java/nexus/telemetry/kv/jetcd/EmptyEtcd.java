package nexus.telemetry.kv.jetcd;

import java.util.List;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real etcd for the tests of a class, emptied whenever a test asks for it. */
public final class EmptyEtcd implements BeforeAllCallback, AfterAllCallback {

  private EtcdServer etcd;
  private EtcdKv kv;

  @Override
  public void beforeAll(ExtensionContext context) {
    etcd = EtcdServer.launch();
    kv = new EtcdKv(etcd.config());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    kv.close();
    etcd.close();
  }

  /** A client; none of the pipeline's keys is there. */
  public Kv kv() {
    KvFutures.await(kv.txn(Txn.always(List.of(new Op.DeleteRange("/telemetry/", "/telemetry0")))));
    return kv;
  }
}
