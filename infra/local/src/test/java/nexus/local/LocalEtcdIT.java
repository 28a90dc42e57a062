package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The etcd of a local run, under a stand-in for the application: who gets anything out of it. */
@Timeout(120)
class LocalEtcdIT {

  private static final String ALL_KEYS = "{\"key\":\"AA==\",\"range_end\":\"AA==\"}";

  @TempDir Path folder;

  private Path jar;

  @BeforeEach
  void writeTheJar() throws IOException {
    jar = FakeApplication.jar(folder);
  }

  @Test
  void whoShowsNoCertificateGetsNothing() throws Exception {
    try (LocalStack stack = started(folder.resolve("data"))) {
      RunCertificate certificate = stack.certificate().orElseThrow();
      HttpClient stranger = client(trusting(certificate));
      HttpClient other = client(RunCertificate.make(folder.resolve("other")).context());

      for (String path : List.of("/health", "/metrics", "/version", "/v3/kv/range", "/v2/keys")) {
        URI address = URI.create(stack.endpoints() + path);
        URI plain = URI.create(address.toString().replace("https:", "http:"));
        assertThatThrownBy(() -> post(stranger, address)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(other, address)).isInstanceOf(IOException.class);
        assertThat(isRefused(plain)).as(path).isTrue();
      }
    }
  }

  @Test
  void jsonGatewayIsNotThereEvenForWhoDoes() throws Exception {
    try (LocalStack stack = started(folder.resolve("data"))) {
      HttpClient own = client(stack.certificate().orElseThrow().context());

      for (String path : List.of("/v3/kv/range", "/v3beta/kv/range", "/v3/kv/deleterange")) {
        HttpResponse<String> answer = post(own, URI.create(stack.endpoints() + path));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      }
    }
  }

  @Test
  void dataOfARunWithoutCertificatesIsTakenOver() throws Exception {
    Path data = folder.resolve("data");
    writeAsOlderRunsDid(data);

    try (LocalStack stack = started(data)) {
      Api own = new Api(URI.create(stack.endpoints()), stack.certificate().orElseThrow().context());
      assertThat(own.text("/metrics").lines()).contains("etcd_debugging_mvcc_keys_total 1");
    }
  }

  @Test
  void applicationAndEtcdEndWithALauncherThatIsKilled() throws Exception {
    Process launcher =
        new ProcessBuilder(
                Launcher.command(folder.resolve("data"), jar, EtcdBinary.find().toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = launcher.inputReader()) {
      List<ProcessHandle> started =
          List.of(out.readLine().split(" ", -1)).stream()
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();
      assertThat(started).hasSize(2);

      launcher.destroyForcibly().waitFor();

      for (ProcessHandle process : started) {
        process.onExit().get(60, TimeUnit.SECONDS);
      }
    } finally {
      launcher.destroyForcibly();
    }
  }

  /** Plain HTTP, and one key put through the gateway. */
  private static void writeAsOlderRunsDid(Path data) throws Exception {
    Files.createDirectories(data);
    String client = "http://127.0.0.1:" + Ports.lasting();
    String peer = "http://127.0.0.1:" + Ports.lasting();
    List<String> command =
        List.of(
            EtcdBinary.find().toString(),
            "--name=local",
            "--data-dir=" + data.resolve("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=local=" + peer);
    Map<String, String> environment = EtcdMember.environment();
    try (ManagedProcess old =
        ManagedProcess.start("etcd", command, environment, data.resolve("old.log"))) {
      Api api = new Api(URI.create(client));
      while (!api.answers("/health")) {
        assertThat(old.awaitEnd(Duration.ofMillis(25))).as(old.tail(20)).isFalse();
      }
      URI put = URI.create(client + "/v3/kv/put");
      HttpRequest request =
          HttpRequest.newBuilder(put).POST(BodyPublishers.ofString("{\"key\":\"a2V5\"}")).build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  private LocalStack started(Path data) throws IOException, InterruptedException {
    LocalStack stack =
        new LocalStack(
            new Settings(
                data,
                false,
                0,
                jar,
                EtcdBinary.find(),
                null,
                List.of("-Xshare:auto"),
                System.getenv()));
    stack.start();
    return stack;
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().sslContext(context).build();
  }

  /** Some releases end the connection, others say why. */
  private static boolean isRefused(URI plain) throws InterruptedException {
    try {
      return post(HttpClient.newHttpClient(), plain).statusCode() == 400;
    } catch (IOException ended) {
      return true;
    }
  }

  private static HttpResponse<String> post(HttpClient client, URI address)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(30))
            .header("Origin", "https://elsewhere.example")
            .POST(BodyPublishers.ofString(ALL_KEYS))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** Trusts etcd, and has nothing to show. */
  private static SSLContext trusting(RunCertificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate.certificateFile())) {
      trusted.setCertificateEntry(
          "etcd", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
