package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import nexus.functions.testing.Application;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Await;
import nexus.functions.testing.Csv;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.jetcd.Certificates;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdKv;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.kv.jetcd.EtcdUsers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application as delivered, saying all it can say, against an etcd that takes certificates of
 * one authority and users alone. Its user may touch the keys below {@code /telemetry/} and no
 * others.
 */
final class SecurityIT {

  private static final String USER = "functions";
  private static final String PASSWORD = "correct-horse-battery-staple";
  private static final String REFUSED = "etcd refused the user or the password";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir private static Path folder;

  private static Certificates authority;
  private static Certificates.Pair client;
  private static EtcdServer etcd;
  private static EtcdUsers users;
  private static Application application;

  /** All that the application was heard to say, its log apart. */
  private static final List<String> ANSWERS = new ArrayList<>();

  @BeforeAll
  static void launch() throws Exception {
    authority = Certificates.authority(folder);
    client = authority.issue("client");
    Certificates.Pair server = authority.issue("server");
    etcd =
        EtcdServer.launch(
            "--cert-file=" + server.cert(),
            "--key-file=" + server.key(),
            "--trusted-ca-file=" + authority.authority(),
            "--client-cert-auth");
    users = new EtcdUsers(config());
    users.enable(USER, PASSWORD, "/telemetry/");
    application = Application.start(folder.resolve("log"), settings()).awaitListening();
  }

  @AfterAll
  static void close() {
    if (application != null) {
      application.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  private static EtcdConfig config() {
    return new EtcdConfig(
        List.of(etcd.endpoint()),
        USER,
        PASSWORD,
        authority.authority(),
        client.cert(),
        client.key(),
        TIMEOUT);
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("ETCD_ENDPOINTS", etcd.endpoint());
    settings.put("ETCD_USERNAME", USER);
    settings.put("ETCD_PASSWORD", PASSWORD);
    settings.put("ETCD_CA_FILE", authority.authority().toString());
    settings.put("ETCD_CERT_FILE", client.cert().toString());
    settings.put("ETCD_KEY_FILE", client.key().toString());
    settings.put("PROCESSING_INTERVAL", "200ms");
    settings.put("QUARKUS_LOG_LEVEL", "DEBUG");
    settings.put("QUARKUS_LOG_CATEGORY__NEXUS__LEVEL", "TRACE");
    settings.put("QUARKUS_LOG_CATEGORY__IO_ETCD_JETCD__LEVEL", "DEBUG");
    settings.put("QUARKUS_LOG_CATEGORY__IO_GRPC__LEVEL", "DEBUG");
    settings.put("QUARKUS_LOG_CATEGORY__IO_GRPC_NETTY__LEVEL", "DEBUG");
    return settings;
  }

  private static Asker.Reply get(String path) throws Exception {
    return heard(application.ask("GET", path));
  }

  private static Asker.Reply upload(String host) throws Exception {
    return heard(
        application.post("/api/v1/csv/upload", "text/csv", Csv.series(host, "M", 1, 2, 3)));
  }

  private static Asker.Reply heard(Asker.Reply reply) {
    ANSWERS.add(reply.headers() + new String(reply.body(), UTF_8));
    return reply;
  }

  private static boolean answers(String path, int status) {
    try {
      return get(path).status() == status;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aUserOfTheApplicationsKeysAloneIsAllItNeeds() throws Exception {
    Await.until("ready", () -> answers("/ready", 200));
    assertThat(upload("tls").status()).isEqualTo(200);
    Await.until("drained", () -> answers("/queryGpu?gpu=tls/0", 200));

    Asker.Reply drained = heard(application.post("/drainQueueBatch", "application/json", "{}"));
    assertThat(drained.status()).isEqualTo(200);
    assertThat(get("/queryGpu?gpu=tls/0&from=0&to=now").json().getList("series[0].points"))
        .hasSize(3);
    assertThat(get("/clusterStats").json().getInt("gpus")).isPositive();
    assertThat(get("/api/v1/ingests").status()).isEqualTo(200);
    Asker.Reply health = get("/health");
    assertThat(health.status()).as(new String(health.body(), UTF_8)).isEqualTo(200);
    assertThat(health.json().getString("checks.etcd.version")).startsWith("3.");
  }

  @Test
  void thatUserTouchesNoOtherKey() {
    try (Kv kv = new EtcdKv(config())) {
      for (String key : List.of("/other/a", "/telemetryX", "/telemetry", "/telemetry0")) {
        denied(() -> KvFutures.await(kv.range(Range.key(key))));
        denied(() -> KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, new byte[1]))))));
      }
      denied(() -> KvFutures.await(kv.range(Range.prefix("/"))));
      assertThat(KvFutures.await(kv.range(Range.prefix("/telemetry/"))).entries()).isNotNull();
    }
  }

  private static void denied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KvException.class,
            failure -> assertThat(failure.kind()).isEqualTo(KvException.Kind.DENIED));
  }

  @Test
  void aPasswordThatEtcdRefusesIsToldAndNoRestartIsNeededWhenItIsRight() throws Exception {
    Await.until("ready", () -> answers("/ready", 200));
    users.changePassword(USER, "another one");
    try {
      Asker.Reply refused = upload("refused");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsAllEntriesOf(ContractSuite.FOR_DATA);
      assertThat(refused.json().getString("error.code")).isEqualTo("etcd_denied");
      assertThat(refused.json().getString("error.message")).isEqualTo(REFUSED);
      for (String path : List.of("/queryGpu?gpu=a/0", "/clusterStats")) {
        assertThat(get(path).json().getString("error.message")).isEqualTo(REFUSED);
      }
      assertThat(get("/ready").json().getString("error")).isEqualTo(REFUSED);
      Asker.Reply health = get("/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().getString("checks.etcd.error")).isEqualTo(REFUSED);
    } finally {
      users.changePassword(USER, PASSWORD);
    }
    Await.until("ready again", () -> answers("/ready", 200));
    assertThat(upload("refused").status()).isEqualTo(200);
    Await.until("drained again", () -> answers("/queryGpu?gpu=refused/0", 200));
    assertThat(application.log()).contains(" DEBUG ");
    assertNoSecretIn(application.log());
    assertNoSecretIn(String.join("\n", ANSWERS));
  }

  /** Neither as it is nor as the bytes of a message on its way. */
  private static void assertNoSecretIn(String text) {
    String inHex = HexFormat.of().formatHex(PASSWORD.getBytes(UTF_8));
    assertThat(text.contains(PASSWORD)).as("the password in clear").isFalse();
    assertThat(text.contains(inHex)).as("the password in hexadecimal").isFalse();
    assertThat(text.contains("PRIVATE KEY")).as("the key").isFalse();
    assertThat(text.lines().filter(line -> line.contains("token: ")).toList()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itListensToThisMachineAlone() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.port())) {
      assertThat(socket.isConnected()).isTrue();
    }
    // Whoever listens on every address listens on this one too.
    InetAddress another = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    try (Socket socket = new Socket()) {
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress(another, application.port()), 5_000))
          .isInstanceOf(java.net.ConnectException.class);
    }
  }

  @Test
  void anEtcdOfAnotherAuthorityIsNotTrusted() throws Exception {
    Map<String, String> settings = settings();
    Path other = Certificates.authority(folder.resolve("other")).authority();
    settings.put("ETCD_CA_FILE", other.toString());
    try (Application distrustful = Application.start(folder.resolve("log-other"), settings)) {
      distrustful.awaitListening();
      String untrusted = "etcd's certificate is not signed by caFile's authority";

      Asker.Reply health = distrustful.ask("GET", "/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().getString("checks.etcd.error")).isEqualTo(untrusted);
      Asker.Reply query = distrustful.ask("GET", "/queryGpu?gpu=a/0");
      assertThat(query.status()).isEqualTo(503);
      assertThat(query.json().getString("error.message")).isEqualTo(untrusted);
      assertNoSecretIn(distrustful.log());
    }
  }

  @Test
  void credentialsInAnEndpointEndTheStartAndAreNotQuoted() throws Exception {
    Map<String, String> settings = settings();
    settings.put("ETCD_ENDPOINTS", "https://" + USER + ":" + PASSWORD + "@127.0.0.1:2379");
    try (Application refused = Application.start(folder.resolve("log-endpoint"), settings)) {
      assertThat(refused.awaitEnd()).isEqualTo(2);
      assertThat(refused.log()).startsWith("ETCD_ENDPOINTS=https://***@127.0.0.1:2379 cannot");
      assertNoSecretIn(refused.log());
    }
  }

  @Test
  void aCertificateWithoutItsKeyEndsTheStart() throws Exception {
    Map<String, String> settings = settings();
    settings.remove("ETCD_KEY_FILE");
    try (Application refused = Application.start(folder.resolve("log-key"), settings)) {
      assertThat(refused.awaitEnd()).isEqualTo(2);
      assertThat(refused.log()).startsWith("ETCD_KEY_FILE= cannot be used");
    }
  }
}
