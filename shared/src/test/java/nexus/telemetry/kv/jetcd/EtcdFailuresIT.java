package nexus.telemetry.kv.jetcd;

import static nexus.telemetry.kv.KvContract.failure;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvContract;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a caller sees while etcd is away, frozen or full. */
@SuppressWarnings("try") // a watch runs while its try block does, and is not named in it
class EtcdFailuresIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Range ANY = Range.key("/a");
  private static final Txn PUT = Txn.always(List.of(Op.put("/a", new byte[] {1})));

  private static EtcdServer etcd;

  @BeforeAll
  static void launch() {
    etcd = EtcdServer.launch();
  }

  @AfterAll
  static void close() {
    etcd.close();
  }

  private static EtcdConfig config() {
    return etcd.config().withCallTimeout(TIMEOUT);
  }

  private static List<CompletableFuture<?>> everyCall(Kv kv) {
    return List.of(kv.range(ANY), kv.txn(PUT), kv.grantLease(60), kv.revokeLease(1), kv.status());
  }

  private static void assertAllFail(Kv kv) {
    long start = System.nanoTime();
    for (CompletableFuture<?> call : everyCall(kv)) {
      assertThat(failure(call)).isIn(KvException.Kind.UNAVAILABLE, KvException.Kind.TIMEOUT);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("the deadline, and what a cold start on a busy machine adds")
        .isLessThan(TIMEOUT.plusSeconds(9));
  }

  /** Repeats the call until it succeeds; each attempt takes as long as its deadline at most. */
  private static void awaitSuccess(Kv kv, Duration within) {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      try {
        KvFutures.await(kv.range(ANY));
        return;
      } catch (KvException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static String unusedEndpoint() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void everyCallFailsWithinItsDeadlineWhenNothingListens() throws IOException {
    EtcdConfig nothing = EtcdConfig.of(unusedEndpoint()).withCallTimeout(TIMEOUT);
    try (Kv kv = new EtcdKv(nothing)) {
      assertAllFail(kv);
      assertAllFail(kv);
    }
  }

  @Test
  void everyCallFailsWithinItsDeadlineWhenTheListenerIsMute() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Kv kv =
            new EtcdKv(
                EtcdConfig.of("http://127.0.0.1:" + mute.getLocalPort())
                    .withCallTimeout(TIMEOUT))) {
      assertAllFail(kv);
    }
  }

  @Test
  void callsToAFrozenEtcdTimeOutAndItsThawMendsThem() {
    try (Kv kv = new EtcdKv(config())) {
      KvFutures.await(kv.txn(PUT));
      etcd.pause();
      try {
        for (var call : List.of(kv.range(ANY), kv.txn(PUT), kv.status())) {
          assertThat(failure(call)).isEqualTo(KvException.Kind.TIMEOUT);
        }
      } finally {
        etcd.resume();
      }
      awaitSuccess(kv, Duration.ofSeconds(60));
      KvFutures.await(kv.status());
    }
  }

  @Test
  void aClientMadeWhileEtcdIsAwayWorksOnceItIsBack() {
    etcd.stop();
    try (Kv kv = new EtcdKv(config())) {
      assertAllFail(kv);
      etcd.start();
      awaitSuccess(kv, Duration.ofSeconds(60));
      KvFutures.await(kv.txn(PUT));
      KvFutures.await(kv.status());
    }
  }

  /** The channel that fails here waits for a second and longer before it connects again. */
  @Test
  void theFirstCallSucceedsOnceEtcdIsBackHoweverManyFailedBefore() {
    try (Kv kv = new EtcdKv(config())) {
      KvFutures.await(kv.txn(PUT));
      etcd.stop();
      long last = failFor(kv, Duration.ofSeconds(3));
      etcd.start();
      while (System.nanoTime() - last < EtcdConnection.REFUSED.toNanos()) {
        Thread.onSpinWait();
      }

      KvFutures.await(kv.range(ANY));
    }
  }

  /** When the last call was made. */
  private static long failFor(Kv kv, Duration duration) {
    long begun = System.nanoTime();
    long last = begun;
    while (last - begun < duration.toNanos()) {
      assertThat(failure(kv.range(ANY))).isEqualTo(KvException.Kind.UNAVAILABLE);
      last = System.nanoTime();
    }
    return last;
  }

  @Test
  void aWatchEndsOnceWhenEtcdGoesAway() {
    KvContract.Heard heard = new KvContract.Heard();
    try (Kv kv = new EtcdKv(config())) {
      long now = KvFutures.await(kv.txn(PUT)).revision();
      try (Kv.Watch watch = kv.watch("/", "0", now, heard.changes::add, heard.ends::add)) {
        long change = KvFutures.await(kv.txn(PUT)).revision();
        assertThat(KvContract.Heard.next(heard.changes)).isEqualTo(change);
        etcd.kill();
        assertThat(KvContract.Heard.next(heard.ends).kind())
            .isEqualTo(KvException.Kind.UNAVAILABLE);
        etcd.start();
        awaitSuccess(kv, Duration.ofSeconds(60));
        KvFutures.await(kv.txn(PUT));
      }
      assertThat(heard.changes).isEmpty();
      assertThat(heard.ends).isEmpty();
    }
  }

  @Test
  void aWatchEndsWhenTheClientIsClosed() {
    KvContract.Heard heard = new KvContract.Heard();
    Kv kv = new EtcdKv(config());
    long now = KvFutures.await(kv.txn(PUT)).revision();
    Kv.Watch watch = kv.watch("/", "0", now, heard.changes::add, heard.ends::add);
    KvFutures.await(kv.txn(PUT));
    KvContract.Heard.next(heard.changes);

    kv.close();

    assertThat(KvContract.Heard.next(heard.ends).kind()).isEqualTo(KvException.Kind.UNAVAILABLE);
    watch.close();
  }

  @Test
  void aWatchWhileEtcdIsAwayEnds() throws IOException {
    KvContract.Heard heard = new KvContract.Heard();
    try (Kv kv = new EtcdKv(EtcdConfig.of(unusedEndpoint()).withCallTimeout(TIMEOUT));
        Kv.Watch watch = kv.watch("/", "0", 0, heard.changes::add, heard.ends::add)) {
      assertThat(KvContract.Heard.next(heard.ends).kind()).isEqualTo(KvException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void oneMemberThatIsAwayIsTolerated() throws IOException {
    EtcdConfig two =
        new EtcdConfig(
            List.of(unusedEndpoint(), etcd.endpoint()), null, null, null, null, null, TIMEOUT);
    try (Kv kv = new EtcdKv(two)) {
      awaitSuccess(kv, Duration.ofSeconds(60));
      KvFutures.await(kv.txn(PUT));
      assertThat(KvFutures.await(kv.status()).revision()).isGreaterThan(1);
    }
  }

  @Test
  void aFullDatabaseRefusesPutsRaisesItsAlarmAndTakesDeletes() {
    try (EtcdServer small = EtcdServer.launch("--quota-backend-bytes=4000000");
        Kv kv = new EtcdKv(small.config())) {
      KvException.Kind refused = null;
      for (int i = 0; i < 20 && refused == null; i++) {
        try {
          KvFutures.await(kv.txn(Txn.always(List.of(Op.put("/big" + i, new byte[1_000_000])))));
        } catch (KvException e) {
          refused = e.kind();
        }
      }

      assertThat(refused).isEqualTo(KvException.Kind.NO_SPACE);
      assertThat(KvFutures.await(kv.status()).alarms()).containsExactly("NOSPACE");
      Txn delete = Txn.always(List.of(new Op.DeleteRange("/big", "/bih")));
      assertThat(KvFutures.await(kv.txn(delete)).deleted()).isPositive();
    }
  }
}
