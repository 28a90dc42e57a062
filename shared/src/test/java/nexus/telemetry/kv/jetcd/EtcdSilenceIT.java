package nexus.telemetry.kv.jetcd;

import static nexus.telemetry.kv.KvContract.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are open and dead: what the first call does that meets one. */
class EtcdSilenceIT {

  /** Of a call. A third of it is long for one call to an etcd beside this process. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private static final Range ANY = Range.key("/a");
  private static final Txn PUT = Txn.always(List.of(Op.put("/a", new byte[] {1})));
  private static final Txn READ = Txn.always(List.of(new Op.Get(ANY)));

  private static EtcdServer etcd;

  private Relay relay;
  private Kv kv;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
  }

  @AfterAll
  static void end() {
    etcd.close();
  }

  @BeforeEach
  void connect() {
    relay = new Relay(etcd);
    kv = new EtcdKv(EtcdConfig.of(relay.endpoint()).withCallTimeout(TIMEOUT));
  }

  @AfterEach
  void close() {
    kv.close();
    relay.close();
  }

  /** Some answers have come, then etcd is away, then the first connection stays without a byte. */
  private void comeBackMute() {
    KvFutures.await(kv.txn(PUT));
    relay.stop();
    assertThat(failure(kv.range(ANY))).isEqualTo(KvException.Kind.UNAVAILABLE);
    relay.muteNext(1);
    relay.start();
    // A client that was refused a moment ago is not replaced: the call would fail at once.
    long end = System.nanoTime() + EtcdConnection.REFUSED.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theFirstReadAfterAnOutageSucceedsThoughItsConnectionStaysMute() {
    comeBackMute();

    assertThat(KvFutures.await(kv.range(ANY)).entries()).hasSize(1);
  }

  @Test
  void theFirstTransactionAfterAnOutageSucceedsThoughItsConnectionStaysMute() {
    comeBackMute();

    assertThat(KvFutures.await(kv.txn(PUT)).succeeded()).isTrue();
  }

  @Test
  void theVeryFirstCallSucceedsThoughItsConnectionStaysMute() {
    relay.muteNext(1);

    assertThat(KvFutures.await(kv.grantLease(60))).isPositive();
    assertThat(relay.taken()).isEqualTo(2);
  }

  @Test
  void twoMuteConnectionsAreNotTooMany() {
    relay.muteNext(2);

    assertThat(KvFutures.await(kv.txn(PUT)).succeeded()).isTrue();
  }

  @Test
  void theFirstCallWithAPasswordSucceedsThoughItsConnectionStaysMute() {
    try (EtcdServer guarded = EtcdServer.launch();
        Relay front = new Relay(guarded)) {
      new EtcdUsers(guarded.config()).enable("worker", "worker-secret", "/");
      EtcdConfig config =
          new EtcdConfig(
              List.of(front.endpoint()), "worker", "worker-secret", null, null, null, TIMEOUT);
      try (Kv worker = new EtcdKv(config)) {
        front.muteNext(1);
        assertThat(KvFutures.await(worker.txn(PUT)).succeeded()).isTrue();

        front.silence();
        assertThat(KvFutures.await(worker.range(ANY)).entries()).hasSize(1);
      }
    }
  }

  @Test
  void aReadOnAConnectionThatFellSilentIsAskedOnAnother() {
    KvFutures.await(kv.txn(PUT));
    relay.silence();

    assertThat(KvFutures.await(kv.range(ANY)).entries()).hasSize(1);
    assertThat(KvFutures.await(kv.txn(PUT)).succeeded()).isTrue();
    assertThat(relay.taken()).isEqualTo(2);
  }

  @Test
  void aTransactionThatOnlyReadsIsAReadToo() {
    KvFutures.await(kv.txn(PUT));
    relay.silence();

    assertThat(KvFutures.await(kv.txn(READ)).pages().get(0).entries()).hasSize(1);
  }

  @Test
  void aTransactionOnAConnectionThatFellSilentIsSentOnce() {
    long before = KvFutures.await(kv.txn(PUT)).revision();
    relay.dropAnswers();

    assertThat(failure(kv.txn(PUT))).isEqualTo(KvException.Kind.TIMEOUT);

    Entry stored = KvFutures.await(kv.range(ANY)).entries().get(0);
    assertThat(stored.modRevision()).isEqualTo(before + 1);
  }

  @Test
  void theStateIsAskedOnAnotherConnectionToo() {
    KvFutures.await(kv.status());
    relay.silence();

    assertThat(KvFutures.await(kv.status()).alarms()).isEmpty();
  }

  /** What hands jetcd's answers over must not be a thread of the caller's. */
  @Test
  void aClientThatWasOpenedInAThreadOfVertxOutlivesThatVertx() throws Exception {
    Vertx vertx = Vertx.vertx();
    CompletableFuture<Long> opened = new CompletableFuture<>();
    vertx.runOnContext(
        now -> {
          var unused =
              kv.txn(PUT).whenComplete((result, failure) -> opened.complete(result.revision()));
        });
    assertThat(opened.get(30, TimeUnit.SECONDS)).isPositive();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(KvFutures.await(kv.range(ANY)).entries()).hasSize(1);
  }
}
