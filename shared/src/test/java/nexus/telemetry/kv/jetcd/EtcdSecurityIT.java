package nexus.telemetry.kv.jetcd;

import static nexus.telemetry.kv.KvContract.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Retry;
import nexus.telemetry.kv.Txn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, rights and certificates. */
class EtcdSecurityIT {

  private static final Txn PUT = Txn.always(List.of(Op.put("/mine/a", new byte[] {1})));
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Range MINE = Range.prefix("/mine/");

  private static EtcdConfig as(EtcdServer etcd, String user, String password) {
    return new EtcdConfig(List.of(etcd.endpoint()), user, password, null, null, null, TIMEOUT);
  }

  @Test
  void aUserDoesWhatItMayAndNoMore() {
    try (EtcdServer etcd = EtcdServer.launch()) {
      new EtcdUsers(etcd.config()).enable("worker", "worker-secret", "/mine/");
      try (Kv worker = new EtcdKv(as(etcd, "worker", "worker-secret"))) {
        KvFutures.await(worker.txn(PUT));
        assertThat(KvFutures.await(worker.range(MINE)).count()).isEqualTo(1);
        assertThat(failure(worker.range(Range.prefix("/other/"))))
            .isEqualTo(KvException.Kind.DENIED);
        assertThat(failure(worker.txn(Txn.always(List.of(Op.put("/other/a", new byte[1]))))))
            .isEqualTo(KvException.Kind.DENIED);
        assertThat(KvFutures.await(worker.status()).alarms()).isEmpty();

        // etcd keeps its tokens in memory: after a restart it knows none.
        etcd.stop();
        etcd.start();
        awaitAnswer(worker);
        KvFutures.await(worker.txn(PUT));
      }
      assertDenied(as(etcd, "worker", "a wrong secret"), "etcd refused the user or the password");
      assertDenied(as(etcd, "nobody", "a wrong secret"), "etcd refused the user or the password");
      assertDenied(etcd.config(), "etcd asks for a user and a password");
    }
  }

  private static void awaitAnswer(Kv kv) {
    new Retry(
            600,
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            java.time.InstantSource.system(),
            wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()))
        .ofRepeatable(() -> kv.range(MINE));
  }

  private static void assertDenied(EtcdConfig config, String reason) {
    assertFails(config, KvException.Kind.DENIED, reason);
  }

  /** Fails so, within the deadline and whatever is called, and quotes no password. */
  private static void assertFails(EtcdConfig config, KvException.Kind kind, String reason) {
    try (Kv kv = new EtcdKv(config)) {
      for (var call : List.of(kv.range(MINE), kv.txn(PUT))) {
        KvException e = catchThrowableOfType(KvException.class, () -> KvFutures.await(call));
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e.reason()).as(e.getMessage()).contains(reason);
        assertThat(e).hasMessageNotContaining("a wrong secret");
      }
    }
  }

  @Test
  void aPasswordThatIsPutRightInEtcdLetsTheSameClientIn() {
    try (EtcdServer etcd = EtcdServer.launch()) {
      EtcdUsers users = new EtcdUsers(etcd.config());
      users.enable("worker", "another secret", "/mine/");
      try (Kv kv = new EtcdKv(as(etcd, "worker", "worker-secret"))) {
        assertThat(failure(kv.range(MINE))).isEqualTo(KvException.Kind.DENIED);
        users.changePassword("worker", "worker-secret");
        KvFutures.await(kv.txn(PUT));

        users.changePassword("worker", "another secret");
        assertThat(failure(kv.range(MINE))).isEqualTo(KvException.Kind.DENIED);
        users.changePassword("worker", "worker-secret");
        assertThat(KvFutures.await(kv.range(MINE)).count()).isEqualTo(1);
      }
    }
  }

  @Test
  void credentialsWithoutAnEtcdAreUnavailableAndNotDenied() {
    EtcdServer etcd = EtcdServer.launch();
    etcd.close();
    try (Kv kv = new EtcdKv(as(etcd, "worker", "worker-secret"))) {
      assertThat(failure(kv.range(MINE))).isEqualTo(KvException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void certificatesAreCheckedOnBothSides(@TempDir Path folder) throws Exception {
    Certificates authority = Certificates.authority(folder.resolve("ca"));
    Certificates other = Certificates.authority(folder.resolve("other"));
    Certificates.Pair client = authority.issue("client");
    try (EtcdServer etcd = secureEtcd(authority, authority.issue("server"))) {
      try (Kv kv = new EtcdKv(tls(etcd, authority.authority(), client))) {
        KvFutures.await(kv.txn(PUT));
        assertThat(KvFutures.await(kv.range(MINE)).count()).isEqualTo(1);
        assertThat(KvFutures.await(kv.status()).alarms()).isEmpty();
      }
      String untrusted = "etcd's certificate is not signed by caFile's authority";
      assertUnavailable(tls(etcd, other.authority(), client), untrusted);
      assertUnavailable(tls(etcd, null, client), untrusted);
      String refused = "etcd does not accept the certificate of certFile, or needs one";
      assertUnavailable(tls(etcd, authority.authority(), null), refused);
      assertUnavailable(tls(etcd, authority.authority(), other.issue("client")), refused);
      assertUnavailable(tls(etcd, authority.authority(), authority.issueExpired("old")), refused);
    }
  }

  @Test
  void anExpiredCertificateOfEtcdIsToldApartFromOneForAnotherHost(@TempDir Path folder)
      throws Exception {
    Certificates authority = Certificates.authority(folder);
    Certificates.Pair client = authority.issue("client");
    try (EtcdServer etcd = secureEtcd(authority, authority.issueExpired("expired"))) {
      assertUnavailable(tls(etcd, authority.authority(), client), "etcd's certificate has expired");
    }
    try (EtcdServer etcd = secureEtcd(authority, authority.issueForHost("away", "etcd.invalid"))) {
      assertUnavailable(
          tls(etcd, authority.authority(), client),
          "etcd's certificate is not for the host of its endpoint");
    }
  }

  @Test
  void anEtcdWithoutTlsIsToldSo(@TempDir Path folder) throws Exception {
    Path authority = Certificates.authority(folder).authority();
    try (EtcdServer etcd = EtcdServer.launch()) {
      String https = etcd.endpoint().replace("http:", "https:");
      assertUnavailable(
          new EtcdConfig(List.of(https), null, null, authority, null, null, TIMEOUT),
          "etcd ended the TLS handshake: is its endpoint http, not https?");
    }
  }

  private static EtcdServer secureEtcd(Certificates authority, Certificates.Pair server) {
    return EtcdServer.launch(
        "--cert-file=" + server.cert(),
        "--key-file=" + server.key(),
        "--trusted-ca-file=" + authority.authority(),
        "--client-cert-auth");
  }

  private static void assertUnavailable(EtcdConfig config, String reason) {
    assertFails(config, KvException.Kind.UNAVAILABLE, reason);
    try (Kv kv = new EtcdKv(config)) {
      assertThat(failure(kv.status())).isEqualTo(KvException.Kind.UNAVAILABLE);
    }
  }

  private static EtcdConfig tls(EtcdServer etcd, Path ca, Certificates.Pair client) {
    return new EtcdConfig(
        List.of(etcd.endpoint()),
        null,
        null,
        ca,
        client == null ? null : client.cert(),
        client == null ? null : client.key(),
        TIMEOUT);
  }
}
