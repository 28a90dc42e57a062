package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import java.time.Duration;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvContract;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real etcd, through jetcd, keeps the contract. */
class EtcdKvIT extends KvContract {

  private static EtcdServer etcd;
  private static EtcdKv kv;
  private static Client raw;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
    kv = new EtcdKv(etcd.config());
    raw = Client.builder().endpoints(etcd.endpoint()).build();
  }

  @AfterAll
  static void close() {
    raw.close();
    kv.close();
    etcd.close();
  }

  @Override
  protected Kv kv() {
    return kv;
  }

  @Override
  protected Kv anotherKv() {
    return new EtcdKv(etcd.config());
  }

  @Override
  protected void compact(long revision) {
    raw.getKVClient().compact(revision).join();
  }

  @Override
  protected void end(long leaseId, long ttlSeconds) {
    KvFutures.await(kv.revokeLease(leaseId));
  }

  @Test
  void aFailureNamesTheOperationAndTheEndpoint() {
    var failed = kv.range(Range.key(key("a")).at(Long.MAX_VALUE));

    assertThat(failed)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(KvException.class)
        .withMessageContaining(etcd.endpoint())
        .withMessageContaining("range from " + key("a"))
        .withMessageContaining("future revision");
  }
}
