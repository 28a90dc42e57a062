package nexus.telemetry.etcd;

import static nexus.telemetry.etcd.KvContract.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, rights and certificates. */
class EtcdSecurityIT {

  private static final Txn PUT = Txn.always(List.of(Op.put("/mine/a", new byte[] {1})));
  private static final Range MINE = Range.prefix("/mine/");

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  /** Users {@code root} and {@code worker}, who may do all below {@code /mine/}. */
  private static void enableAuth(String endpoint) {
    try (Client client = Client.builder().endpoints(endpoint).build()) {
      Auth auth = client.getAuthClient();
      auth.userAdd(bytes("root"), bytes("root-secret")).join();
      auth.userGrantRole(bytes("root"), bytes("root")).join();
      auth.roleAdd(bytes("work")).join();
      auth.roleGrantPermission(
              bytes("work"), bytes("/mine/"), bytes("/mine0"), Permission.Type.READWRITE)
          .join();
      auth.userAdd(bytes("worker"), bytes("worker-secret")).join();
      auth.userGrantRole(bytes("worker"), bytes("work")).join();
      auth.authEnable().join();
    }
  }

  private static EtcdConfig as(EtcdServer etcd, String user, String password) {
    return new EtcdConfig(
        List.of(etcd.endpoint()), user, password, null, null, null, Duration.ofSeconds(5));
  }

  @Test
  void aUserDoesWhatItMayAndNoMore() {
    try (EtcdServer etcd = EtcdServer.launch()) {
      enableAuth(etcd.endpoint());
      try (Kv worker = new EtcdKv(as(etcd, "worker", "worker-secret"))) {
        KvException.await(worker.txn(PUT));
        assertThat(KvException.await(worker.range(MINE)).count()).isEqualTo(1);
        assertThat(failure(worker.range(Range.prefix("/other/"))))
            .isEqualTo(KvException.Kind.DENIED);
        assertThat(KvException.await(worker.status()).alarms()).isEmpty();

        // etcd keeps its tokens in memory: after a restart it knows none.
        etcd.stop();
        etcd.start();
        awaitAnswer(worker);
        KvException.await(worker.txn(PUT));
      }
      assertDenied(as(etcd, "worker", "a wrong secret"));
      assertDenied(as(etcd, "nobody", "a wrong secret"));
      assertDenied(etcd.config());
    }
  }

  private static void awaitAnswer(Kv kv) {
    new Retry(
            200,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            java.time.InstantSource.system(),
            wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()))
        .ofRepeatable(() -> kv.range(MINE));
  }

  private static void assertDenied(EtcdConfig config) {
    try (Kv kv = new EtcdKv(config)) {
      for (var call : List.of(kv.range(MINE), kv.txn(PUT))) {
        KvException e = catchThrowableOfType(KvException.class, () -> KvException.await(call));
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(KvException.Kind.DENIED);
        assertThat(e).hasMessageNotContaining("a wrong secret");
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
  void certificatesAreCheckedOnBothSides(@TempDir Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path cert = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Certificates.make(folder, cert, key);
    try (EtcdServer etcd =
        EtcdServer.launch(
            "--cert-file=" + cert,
            "--key-file=" + key,
            "--trusted-ca-file=" + cert,
            "--client-cert-auth")) {
      try (Kv kv = new EtcdKv(tls(etcd, cert, cert, key))) {
        KvException.await(kv.txn(PUT));
        assertThat(KvException.await(kv.range(MINE)).count()).isEqualTo(1);
        assertThat(KvException.await(kv.status()).alarms()).isEmpty();
      }
      try (Kv noTrust = new EtcdKv(tls(etcd, null, cert, key))) {
        assertThat(failure(noTrust.range(MINE))).isEqualTo(KvException.Kind.UNAVAILABLE);
        assertThat(failure(noTrust.status())).isEqualTo(KvException.Kind.UNAVAILABLE);
      }
      try (Kv noCertificate = new EtcdKv(tls(etcd, cert, null, null))) {
        assertThat(failure(noCertificate.range(MINE))).isEqualTo(KvException.Kind.UNAVAILABLE);
      }
    }
  }

  private static EtcdConfig tls(EtcdServer etcd, Path ca, Path cert, Path key) {
    return new EtcdConfig(
        List.of(etcd.endpoint()), null, null, ca, cert, key, Duration.ofSeconds(5));
  }
}
