package nexus.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nexus.functions.testing.Application;
import nexus.functions.testing.Await;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

/**
 * Real senders sign what they send, as API Gateway wants it: vmagent writes, curl posts. A gateway
 * works out the signature of what arrived anew, with AWS's own SDK, hands on what is signed well
 * for the service {@code execute-api}, and answers all else with 403, as API Gateway does.
 */
final class SignedWriteIT {

  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";
  private static final String KEY = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String REGION = "us-east-1";
  private static final String SERVICE = "execute-api";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/\\d{8}/([^/]+)/([^/]+)/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @TempDir static Path folder;
  private static EtcdServer etcd;

  private final List<Signed> arrived = new CopyOnWriteArrayList<>();

  /** What was signed, and whether the signature is that of it. */
  private record Signed(String key, String region, String service, String headers, boolean good) {}

  @BeforeAll
  static void start() {
    etcd = EtcdServer.launch();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private HttpServer gateway(int application) throws IOException {
    HttpServer server = server();
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Signed signed = check(exchange, body);
          arrived.add(signed);
          boolean open = signed.good() && signed.service().equals(SERVICE);
          exchange.sendResponseHeaders(open ? handedOn(exchange, body, application) : 403, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** The status of the application. */
  private static int handedOn(HttpExchange exchange, byte[] body, int port) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + exchange.getRequestURI()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (name.startsWith("Content-") && !name.equalsIgnoreCase("Content-Length")) {
                request.header(name, values.get(0));
              }
            });
    try {
      return HttpClient.newHttpClient()
          .send(request.build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 500;
    }
  }

  private static Signed check(HttpExchange exchange, byte[] body) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Matcher said = AUTHORIZATION.matcher(authorization == null ? "" : authorization);
    if (!said.matches()) {
      return new Signed("", "", "", "", false);
    }
    String again =
        authorization(
            exchange, body, said.group(2), said.group(3), List.of(said.group(4).split(";", -1)));
    Matcher expected = AUTHORIZATION.matcher(again);
    boolean good =
        expected.matches()
            && said.group(1).equals(KEY)
            && expected.group(4).equals(said.group(4))
            && expected.group(5).equals(said.group(5));
    return new Signed(said.group(1), said.group(2), said.group(3), said.group(4), good);
  }

  /** The SDK's newer signer always signs a header more, which not everybody sends. */
  @SuppressWarnings("deprecation")
  private static String authorization(
      HttpExchange exchange, byte[] body, String region, String service, List<String> signed) {
    URI uri = exchange.getRequestURI();
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol("http")
            .host("127.0.0.1")
            .port(exchange.getLocalAddress().getPort())
            .encodedPath(uri.getRawPath())
            .contentStreamProvider(() -> new ByteArrayInputStream(body));
    for (String parameter : uri.getRawQuery().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      request.appendRawQueryParameter(parts[0], parts[1]);
    }
    for (String name : signed) {
      if (!name.equals("host") && !name.equals("x-amz-date")) {
        request.putHeader(name, exchange.getRequestHeaders().getFirst(name));
      }
    }
    Instant date = Instant.from(DATE.parse(exchange.getRequestHeaders().getFirst("X-Amz-Date")));
    return Aws4Signer.create()
        .sign(
            request.build(),
            Aws4SignerParams.builder()
                .awsCredentials(AwsBasicCredentials.create(KEY, SECRET))
                .signingName(service)
                .signingRegion(Region.of(region))
                .signingClockOverride(Clock.fixed(date, ZoneOffset.UTC))
                .build())
        .firstMatchingHeader("Authorization")
        .orElseThrow();
  }

  private static HttpServer exporter() throws IOException {
    HttpServer server = server();
    byte[] text = (METRIC + "{gpu=\"0\",Hostname=\"n1\"} 7\n").getBytes(UTF_8);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static boolean isOnPath(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  private static Application application() {
    return Application.start(
            folder.resolve("log-" + System.nanoTime()), Map.of("ETCD_ENDPOINTS", etcd.endpoint()))
        .awaitListening();
  }

  private static String url(HttpServer gateway, String path) {
    return "http://127.0.0.1:" + gateway.getAddress().getPort() + path;
  }

  private static Process vmagent(HttpServer exporter, HttpServer gateway, String service)
      throws IOException {
    Path own = Files.createTempDirectory(folder, "vmagent");
    String scrape =
        """
        global: { scrape_interval: 1s }
        scrape_configs:
          - { job_name: dcgm, static_configs: [{ targets: ["127.0.0.1:%d"] }] }
        """
            .formatted(exporter.getAddress().getPort());
    return new ProcessBuilder(
            "vmagent",
            "-promscrape.config=" + Files.writeString(own.resolve("scrape.yml"), scrape),
            "-remoteWrite.url=" + url(gateway, "/api/v1/write?cluster=signed&source=vmagent-a"),
            "-remoteWrite.aws.useSigv4=true",
            "-remoteWrite.aws.region=" + REGION,
            "-remoteWrite.aws.service=" + service,
            "-remoteWrite.aws.accessKey=" + KEY,
            "-remoteWrite.aws.secretKey=" + SECRET,
            "-remoteWrite.tmpDataPath=" + own.resolve("data"),
            "-httpListenAddr=127.0.0.1:0")
        .redirectErrorStream(true)
        .redirectOutput(own.resolve("log").toFile())
        .start();
  }

  @Test
  void whatVmagentSignsArrivesAsItWasSigned() throws Exception {
    assumeTrue(isOnPath("vmagent"), "vmagent is not on the PATH");
    HttpServer exporter = exporter();
    try (Application application = application()) {
      HttpServer gateway = gateway(application.port());
      Process vmagent = vmagent(exporter, gateway, SERVICE);
      try {
        Await.until("stored", () -> isStored(application, "signed"));
      } finally {
        vmagent.destroyForcibly().onExit().join();
        gateway.stop(0);
      }
      assertThat(arrived)
          .isNotEmpty()
          .allMatch(one -> one.good() && one.region().equals(REGION) && one.key().equals(KEY))
          .allMatch(one -> one.headers().contains("host") && one.headers().contains("x-amz-date"));
    } finally {
      exporter.stop(0);
    }
  }

  /** As a Prometheus does that cannot be told the service. */
  @Test
  void whatIsSignedForAnotherServiceIsNotLetIn() throws Exception {
    assumeTrue(isOnPath("vmagent"), "vmagent is not on the PATH");
    HttpServer exporter = exporter();
    HttpServer gateway = gateway(1);
    Process vmagent = vmagent(exporter, gateway, "aps");
    try {
      Await.until("sent", () -> !arrived.isEmpty());
      assertThat(arrived).allMatch(one -> one.good() && one.service().equals("aps"));
    } finally {
      vmagent.destroyForcibly().onExit().join();
      gateway.stop(0);
      exporter.stop(0);
    }
  }

  private static int curl(HttpServer gateway, String secret) throws Exception {
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sf",
                "--aws-sigv4",
                "aws:amz:" + REGION + ":" + SERVICE,
                "--user",
                KEY + ":" + secret,
                "-H",
                "Content-Type: text/plain",
                "--data-binary",
                METRIC + "{gpu=\"0\",Hostname=\"n1\"} 7\n",
                url(gateway, "/api/v1/import/prometheus?cluster=posted"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("curl").toFile())
            .start();
    return curl.waitFor();
  }

  @Test
  void whatCurlSignsArrivesAndWhatAnotherKeySignedDoesNot() throws Exception {
    assumeTrue(isOnPath("curl"), "curl is not on the PATH");
    try (Application application = application()) {
      HttpServer gateway = gateway(application.port());
      try {
        assertThat(curl(gateway, SECRET)).isZero();
        Await.until("stored", () -> isStored(application, "posted"));
        assertThat(curl(gateway, "another")).as("22 is a status of 400 or more").isEqualTo(22);
      } finally {
        gateway.stop(0);
      }
    }
    assertThat(arrived).extracting(Signed::good).containsExactly(true, false);
  }

  private static boolean isStored(Application application, String cluster) {
    try {
      String path = "/queryGpu?cluster=" + cluster + "&gpu=n1/0";
      return application.ask("GET", path).status() == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
